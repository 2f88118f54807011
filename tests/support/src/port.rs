//! A free TCP port on this machine.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// Below the ports that operating systems give to outgoing connections (from 32768 on Linux, 49152
/// elsewhere). Inside that range a client that keeps knocking at a server that is down can be
/// given the server's own port, be connected to itself, and keep the server from coming back.
const FIRST: u64 = 20_000;
const HOW_MANY: u64 = 10_000;

/// How many ports may be taken before we give up.
const TRIES: u64 = 50;

/// A port that was free a moment ago. Somebody else may take it before its user binds it, so a
/// user must be ready to ask again.
pub fn free() -> io::Result<u16> {
    let start = RandomState::new().hash_one(std::process::id());
    let mut taken = io::Error::from(io::ErrorKind::AddrInUse);
    for step in 0..TRIES {
        let port = FIRST + start.wrapping_add(step) % HOW_MANY;
        let port = u16::try_from(port).map_err(io::Error::other)?;
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) => taken = error,
        }
    }
    Err(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_bound() {
        let port = free().expect("a port");
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("nobody else took it");
    }
}
