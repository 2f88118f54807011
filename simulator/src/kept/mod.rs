//! A world that outlives its process: it lies in a file, and a later process goes on with it.
//!
//! The file is whole at every moment: it is written anew beside the old one, which it then replaces.
//! It is written before a change is answered, so whoever got an answer finds its effect again, also
//! when the process was killed in between. Whoever only looked is not written down before the next
//! change, or the end.
//!
//! Not kept is what lives as long as a connection or a short while: requests that are held, budgets,
//! and what was answered under a request id. Chance goes on with other numbers.

pub(crate) mod words;

use crate::clock::Time;
use crate::tls::{Authority, Sealed};
use crate::world::{Endpoints, World};
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Of a file that this program reads. Another form has another number.
const FORM: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    form: u32,
    authority: Sealed,
    world: &'a World,
}

/// What an earlier process left.
#[derive(Deserialize)]
pub(crate) struct Kept {
    authority: Sealed,
    world: World,
}

#[derive(Deserialize)]
struct Form {
    form: u32,
}

impl Kept {
    /// Nothing, where no world was kept yet.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(reason) => return Err(about(path, "cannot be read", &reason)),
        };
        let unreadable = |reason| about(path, "is no kept world", &reason);
        let Form { form } = serde_json::from_str(&text).map_err(unreadable)?;
        if form != FORM {
            let why = io::Error::other(format!("form {form}, and this program reads {FORM}"));
            return Err(about(path, "is a world of another version", &why));
        }
        serde_json::from_str(&text).map(Some).map_err(unreadable)
    }

    pub(crate) fn authority(&self) -> io::Result<Authority> {
        Authority::again(&self.authority)
    }

    /// Where its clouds were.
    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.world.endpoints
    }

    /// Whether it has accounts at other vendors.
    pub(crate) fn has_vendors(&self) -> bool {
        !self.world.vendors.accounts.is_empty()
    }

    /// The world goes on: time, which never goes back, passes as it is asked for now.
    pub(crate) fn resume(self, time: Time, endpoints: Endpoints) -> World {
        let mut world = self.world;
        world.clock = world.clock.resume(time);
        world.endpoints = endpoints;
        world
    }
}

fn about(path: &Path, what: &str, why: &dyn std::error::Error) -> io::Error {
    io::Error::other(format!("{} {what}: {why}", path.display()))
}

/// Keeps one world in one file.
#[derive(Debug)]
pub(crate) struct Keeper {
    path: PathBuf,
    authority: Sealed,
}

impl Keeper {
    pub(crate) fn new(path: PathBuf, authority: &Authority) -> Self {
        Self {
            path,
            authority: authority.sealed(),
        }
    }

    pub(crate) fn keep(&self, world: &World) -> io::Result<()> {
        self.write(world, false)
            .map_err(|reason| about(&self.path, "cannot be written", &reason))
    }

    /// The same, and on the disk when this returns: a machine that loses its power finds it again.
    pub(crate) fn keep_for_good(&self, world: &World) -> io::Result<()> {
        self.write(world, true)
            .map_err(|reason| about(&self.path, "cannot be written", &reason))
    }

    fn write(&self, world: &World, to_the_disk: bool) -> io::Result<()> {
        let text = serde_json::to_vec(&Written {
            form: FORM,
            authority: self.authority.clone(),
            world,
        })?;
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        // Keys and passwords are in it, if only of a world that is none.
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&text)?;
        if to_the_disk {
            file.sync_all()?;
        }
        fs::rename(&beside, &self.path)
    }
}
