//! The explorer is built by its own tools, before or after this crate: when it changes, so does what is compiled in.

fn main() {
    println!("cargo::rerun-if-changed=explorer/dist");
}
