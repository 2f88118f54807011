//! What is refused before the cloud is asked for anything.
