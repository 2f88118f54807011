mod labelled;
mod lists;
mod measured;
mod messes;
