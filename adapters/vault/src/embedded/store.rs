//! What is in the file: a first line with format, check and seal, then one line per secret.
//!
//! The check opens with the right key only, whatever the rest is, so a wrong key is told from a
//! damaged file. The seal covers every byte after it: a row that was left out, added, moved or
//! taken from an older copy breaks it. Each row is bound to its name and version besides.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vault::{SecretName, SecretVersion};
use zeroize::Zeroizing;

use super::envelope::{Key, NoCipher, Role, fill};

const FORMAT: u32 = 1;

/// Longer than any first line that we write.
pub(super) const LONGEST_FIRST_LINE: usize = 1024;

/// Why a store cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    Broken(&'static str),
    /// Written by a program that knows more.
    Newer(u32),
}

/// All secrets, each in its envelope.
pub(super) type Rows = BTreeMap<SecretName, Arc<Row>>;

/// A secret in its envelope: sealed with a key of its own, which the master key seals.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) version: SecretVersion,
    data_key: Vec<u8>,
    secret: Vec<u8>,
}

impl Row {
    /// The secret in a new envelope, under a version that never was before.
    pub(super) fn seal(master: &Key, name: &SecretName, secret: &str) -> Result<Self, NoCipher> {
        let mut draw = [0; 16];
        fill(&mut draw)?;
        let version = SecretVersion::new(format!("{:032x}", u128::from_be_bytes(draw)));
        let key = Key::random()?;
        let name = name.to_string();
        let owner = [name.as_bytes(), version.as_str().as_bytes()];
        Ok(Self {
            secret: key.seal(Role::Secret, &owner, secret.as_bytes())?,
            data_key: master.seal(Role::DataKey, &owner, key.bytes())?,
            version,
        })
    }

    pub(super) fn open(&self, master: &Key, name: &SecretName) -> Option<Zeroizing<Vec<u8>>> {
        let name = name.to_string();
        let owner = [name.as_bytes(), self.version.as_str().as_bytes()];
        let key = Key::from_bytes(&master.open(Role::DataKey, &owner, &self.data_key)?)?;
        key.open(Role::Secret, &owner, &self.secret)
    }

    /// The same envelope under another master key. The secret itself stays closed.
    pub(super) fn rewrap(
        &self,
        old: &Key,
        new: &Key,
        name: &SecretName,
    ) -> Result<Self, RewrapFault> {
        let name = name.to_string();
        let owner = [name.as_bytes(), self.version.as_str().as_bytes()];
        let key = old.open(Role::DataKey, &owner, &self.data_key);
        let key = key.ok_or(RewrapFault::Damaged)?;
        let data_key = new.seal(Role::DataKey, &owner, &key);
        Ok(Self {
            version: self.version.clone(),
            data_key: data_key.map_err(RewrapFault::NoCipher)?,
            secret: self.secret.clone(),
        })
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum RewrapFault {
    Damaged,
    NoCipher(NoCipher),
}

#[derive(Deserialize)]
struct Format {
    tenantry_vault: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLine {
    tenantry_vault: u32,
    check: String,
    seal: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    version: String,
    key: String,
    secret: String,
}

/// The bytes of a store.
pub(super) fn write(master: &Key, rows: &Rows) -> Result<Vec<u8>, NoCipher> {
    let unwritable = |_| "it cannot be written as text";
    let mut body = Vec::new();
    for (name, row) in rows {
        let line = Line {
            name: name.to_string(),
            version: row.version.as_str().to_owned(),
            key: STANDARD.encode(&row.data_key),
            secret: STANDARD.encode(&row.secret),
        };
        serde_json::to_writer(&mut body, &line).map_err(unwritable)?;
        body.push(b'\n');
    }
    let check = master.seal(Role::Check, &[], &[])?;
    let seal = master.seal(Role::Seal, &[&check, &body], &[])?;
    let first = FirstLine {
        tenantry_vault: FORMAT,
        check: STANDARD.encode(check),
        seal: STANDARD.encode(seal),
    };
    let mut bytes = serde_json::to_vec(&first).map_err(unwritable)?;
    bytes.push(b'\n');
    bytes.append(&mut body);
    Ok(bytes)
}

/// A store as it was found, not believed yet.
#[derive(Debug)]
pub(super) struct Found<'a> {
    check: Vec<u8>,
    seal: Vec<u8>,
    body: &'a [u8],
}

impl<'a> Found<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Damage> {
        let broken = Damage::Broken("its first line is not that of a vault");
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(broken)?;
        let (first, body) = (&bytes[..end], &bytes[end + 1..]);
        let format: Format = serde_json::from_slice(first).map_err(|_| broken)?;
        if format.tenantry_vault > FORMAT {
            return Err(Damage::Newer(format.tenantry_vault));
        }
        let first: FirstLine = serde_json::from_slice(first).map_err(|_| broken)?;
        Ok(Self {
            check: STANDARD.decode(first.check).map_err(|_| broken)?,
            seal: STANDARD.decode(first.seal).map_err(|_| broken)?,
            body,
        })
    }

    /// Whether the store was written with this key.
    pub(super) fn is_under(&self, key: &Key) -> bool {
        key.open(Role::Check, &[], &self.check).is_some()
    }

    /// The rows, if every byte is as it was written.
    pub(super) fn rows(&self, key: &Key) -> Result<Rows, Damage> {
        let altered = Damage::Broken("it is not as it was written: altered, or cut short");
        key.open(Role::Seal, &[&self.check, self.body], &self.seal)
            .ok_or(altered)?;
        let broken = Damage::Broken("a line in it is not that of a secret");
        let mut rows = Rows::new();
        for line in self.body.split_inclusive(|byte| *byte == b'\n') {
            let line: Line = serde_json::from_slice(line).map_err(|_| broken)?;
            let name: SecretName = line.name.parse().map_err(|_| broken)?;
            let row = Row {
                version: SecretVersion::new(line.version),
                data_key: STANDARD.decode(line.key).map_err(|_| broken)?,
                secret: STANDARD.decode(line.secret).map_err(|_| broken)?,
            };
            if rows.insert(name, Arc::new(row)).is_some() {
                return Err(broken);
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use tenantry_domain::cloud::vault::Purpose;
    use tenantry_domain::ids::MspId;
    use uuid::Uuid;

    use super::*;

    fn name(msp: u128) -> SecretName {
        SecretName::new(MspId::new(Uuid::from_u128(msp)), Purpose::APP_SECRET)
    }

    #[test]
    fn a_row_opens_under_its_own_name_and_version_only() {
        let master = Key::random().unwrap();
        let row = Row::seal(&master, &name(1), "text").unwrap();
        assert_eq!(row.open(&master, &name(1)).unwrap().as_slice(), b"text");
        assert!(row.open(&master, &name(2)).is_none());
        assert!(row.open(&Key::random().unwrap(), &name(1)).is_none());
        let other = Row::seal(&master, &name(1), "text").unwrap();
        let renamed = Row {
            version: other.version.clone(),
            ..row
        };
        assert!(renamed.open(&master, &name(1)).is_none());
        // Half of one row and half of another make none.
        let mixed = Row {
            data_key: renamed.data_key,
            ..other
        };
        assert!(mixed.open(&master, &name(1)).is_none());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let master = Key::random().unwrap();
        let mut rows = Rows::new();
        for msp in 0..3 {
            let row = Row::seal(&master, &name(msp), "text").unwrap();
            rows.insert(name(msp), Arc::new(row));
        }
        let bytes = write(&master, &rows).unwrap();
        let found = Found::read(&bytes).unwrap();
        assert!(found.is_under(&master));
        assert!(!found.is_under(&Key::random().unwrap()));
        let back = found.rows(&master).unwrap();
        assert!(back.keys().eq(rows.keys()));
        for (name, row) in back {
            assert_eq!(row.version, rows[&name].version);
            assert_eq!(row.open(&master, &name).unwrap().as_slice(), b"text");
        }
        let first_line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
        assert!(first_line < LONGEST_FIRST_LINE);
    }
}
