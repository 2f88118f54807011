//! The program from outside: what it prints, its exit codes, and that it changes nothing when it
//! refuses. On SQLite and on PostgreSQL.

mod commands;
mod databases;
mod evidence;
mod help;
mod program;
mod projections;
mod refusals;
mod tampering;
