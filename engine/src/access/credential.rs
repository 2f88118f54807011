//! What is given to a browser or a machine to show: one text that says where to look, and proves that
//! it was given.
//!
//! It holds the MSP, the id of the session or token, 256 bits of chance, and a checksum, in URL-safe
//! base64. With MSP and id the ledger is read where it has to be read, so no table of secrets exists.
//! The checksum is for slips and for programs that look for leaked secrets; it proves nothing.

use std::fmt::{self, Debug};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tenantry_domain::ids::MspId;
use tenantry_domain::secret_hash::SecretHash;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::chance::Randomness;

const ID: usize = 16;
const SECRET: usize = 32;
const SUM: usize = 4;
const SUMMED: usize = ID + ID + SECRET;
const BYTES: usize = SUMMED + SUM;

/// A text that opens doors: it is not shown by accident, and its memory is wiped.
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// The text itself. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText([not shown])")
    }
}

/// One kind is worthless where the other is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Session,
    Token,
}

impl Kind {
    /// What a text of this kind begins with. Tokens lie around in files and are looked for there.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "",
            Self::Token => "tenantry_",
        }
    }

    const fn word(self) -> &'static [u8] {
        match self {
            Self::Session => b"session",
            Self::Token => b"service token",
        }
    }
}

/// What a text says.
pub(super) struct Credential {
    pub(super) msp: MspId,
    pub(super) id: Uuid,
    secret: Zeroizing<[u8; SECRET]>,
}

impl Credential {
    pub(super) fn draw(msp: MspId, id: Uuid, randomness: &dyn Randomness) -> Self {
        let mut secret = Zeroizing::new([0; SECRET]);
        randomness.fill(&mut *secret);
        Self { msp, id, secret }
    }

    pub(super) fn secret(&self) -> &[u8] {
        &*self.secret
    }

    pub(super) fn hash(&self) -> SecretHash {
        SecretHash::of(self.secret())
    }

    pub(super) fn text(&self, kind: Kind) -> SecretText {
        let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES));
        bytes.extend_from_slice(self.msp.as_uuid().as_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        bytes.extend_from_slice(self.secret());
        let sum = checksum(kind, &bytes);
        bytes.extend_from_slice(&sum);
        let written = Zeroizing::new(URL_SAFE_NO_PAD.encode(&*bytes));
        SecretText(Zeroizing::new(format!("{}{}", kind.prefix(), *written)))
    }

    /// What a text says that somebody shows; nothing where we cannot have given it. The ledger of the
    /// installation has no sessions and no tokens.
    pub(super) fn read(kind: Kind, text: &str) -> Option<Self> {
        let written = text.strip_prefix(kind.prefix())?;
        let mut bytes = Zeroizing::new([0; BYTES]);
        let length = URL_SAFE_NO_PAD.decode_slice(written, &mut *bytes).ok()?;
        if length != BYTES {
            return None;
        }
        let (summed, sum) = bytes.split_at_checked(SUMMED)?;
        if checksum(kind, summed) != *sum {
            return None;
        }
        let (msp, rest) = summed.split_at_checked(ID)?;
        let (id, secret) = rest.split_at_checked(ID)?;
        let msp = MspId::new(Uuid::from_slice(msp).ok()?);
        let id = Uuid::from_slice(id).ok()?;
        let secret = Zeroizing::new(secret.try_into().ok()?);
        (msp != MspId::INSTALLATION).then_some(Self { msp, id, secret })
    }
}

fn checksum(kind: Kind, bytes: &[u8]) -> [u8; SUM] {
    let digest = Sha256::new().chain_update(kind.word()).chain_update(bytes);
    let mut sum = [0; SUM];
    for (place, byte) in sum.iter_mut().zip(digest.finalize()) {
        *place = byte;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing but the same byte.
    #[derive(Debug)]
    struct Always(u8);

    impl Randomness for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn drawn() -> Credential {
        let msp = MspId::new(Uuid::from_u128(1));
        Credential::draw(msp, Uuid::from_u128(2), &Always(7))
    }

    #[test]
    fn what_was_written_is_read_back() {
        for kind in [Kind::Session, Kind::Token] {
            let text = drawn().text(kind);
            let read = Credential::read(kind, text.expose()).unwrap();
            assert_eq!((read.msp, read.id), (drawn().msp, drawn().id));
            assert_eq!(read.secret(), [7; SECRET]);
            assert_eq!(text.expose().len(), kind.prefix().len() + 91);
            assert!(!format!("{text:?}").contains("BwcH"));
        }
    }

    #[test]
    fn a_token_is_recognised_by_its_beginning() {
        let text = drawn().text(Kind::Token);
        let rest = text.expose().strip_prefix("tenantry_").unwrap();
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b"-_".contains(&letter);
        assert!(rest.bytes().all(known));
    }

    #[test]
    fn every_slip_is_noticed() {
        for kind in [Kind::Session, Kind::Token] {
            let text = drawn().text(kind).expose().to_owned();
            for place in 0..text.len() {
                let mut slipped = text.clone().into_bytes();
                slipped[place] = if slipped[place] == b'A' { b'B' } else { b'A' };
                let slipped = String::from_utf8(slipped).unwrap();
                assert!(Credential::read(kind, &slipped).is_none(), "{place}");
            }
        }
    }

    #[test]
    fn what_we_never_gave_is_nothing() {
        let (session, token) = (drawn().text(Kind::Session), drawn().text(Kind::Token));
        let (session, token) = (session.expose(), token.expose());
        assert!(Credential::read(Kind::Token, session).is_none());
        assert!(Credential::read(Kind::Session, token).is_none());
        let bare = token.strip_prefix("tenantry_").unwrap();
        assert!(Credential::read(Kind::Session, bare).is_none());
        let renamed = format!("tenantry_{session}");
        assert!(Credential::read(Kind::Token, &renamed).is_none());
        let long = "A".repeat(1_000_000);
        for odd in [
            "",
            "A",
            "tenantry_",
            "é",
            "\0",
            &session[1..],
            &format!("{session}A"),
            &format!("{session}=="),
            &format!(" {session}"),
            &long,
        ] {
            for kind in [Kind::Session, Kind::Token] {
                assert!(Credential::read(kind, odd).is_none(), "{odd:.100}");
            }
        }
    }

    #[test]
    fn the_installation_has_none() {
        let ours = Credential::draw(MspId::INSTALLATION, Uuid::from_u128(2), &Always(7));
        let text = ours.text(Kind::Token);
        assert!(Credential::read(Kind::Token, text.expose()).is_none());
    }
}
