//! A world to practise in: Microsoft's clouds, with their faults and a clock that can be driven.
#![forbid(unsafe_code)]
