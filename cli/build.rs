//! The pages of error codes are compiled in; a page that is added must be seen.

fn main() {
    println!("cargo::rerun-if-changed=../docs/errors");
}
