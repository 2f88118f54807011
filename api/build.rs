//! The console and the explorer are built by their own tools, before or after this crate: when they change, so does
//! what is compiled in.

fn main() {
    println!("cargo::rerun-if-changed=explorer/dist");
    println!("cargo::rerun-if-changed=../console/dist");
}
