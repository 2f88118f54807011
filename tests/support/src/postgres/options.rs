//! What kind of server is wanted.

use std::env;
use std::path::{Path, PathBuf};

use super::postmaster::{Place, Postmaster};
use super::{Postgres, PostgresError};
use crate::port;

/// How often another port is tried when somebody else was quicker.
const PORT_TRIES: u32 = 5;

/// A server to be started. Settings are those of `postgresql.conf`; the last word wins.
///
/// By default nothing is forced to the disk: the data outlives any crash of the server, which is
/// what tests cause, but not one of the machine.
#[derive(Debug, Clone)]
pub struct Options {
    settings: Vec<(String, String)>,
    initdb: Vec<String>,
    data_in: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        let settings = [
            ("listen_addresses", "127.0.0.1"),
            // A socket's path is limited to about a hundred bytes; a folder of ours may be longer.
            ("unix_socket_directories", ""),
            ("max_connections", "200"),
            ("shared_buffers", "64MB"),
            ("fsync", "off"),
            ("full_page_writes", "off"),
        ];
        let settings = settings
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Self {
            settings,
            initdb: Vec::new(),
            data_in: None,
        }
    }
}

impl Options {
    /// A setting of `postgresql.conf`.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Commits reach the disk before they are answered, as in production.
    #[must_use]
    pub fn durable(self) -> Self {
        self.set("fsync", "on")
            .set("full_page_writes", "on")
            .set("synchronous_commit", "on")
    }

    /// An argument for `initdb`, such as `--wal-segsize=1` for a server on a very small disk.
    #[must_use]
    pub fn initdb(mut self, argument: &str) -> Self {
        self.initdb.push(argument.to_owned());
        self
    }

    /// Keeps the data in a folder inside this one instead of the temporary folder. The log stays
    /// outside, so that a full disk can still be reported.
    #[must_use]
    pub fn data_in(mut self, folder: &Path) -> Self {
        self.data_in = Some(folder.to_owned());
        self
    }

    #[track_caller]
    pub fn start(self) -> Postgres {
        match self.try_start() {
            Ok(server) => server,
            Err(error) => panic!("no PostgreSQL server could be started: {error}"),
        }
    }

    pub fn try_start(self) -> Result<Postgres, PostgresError> {
        let data_in = self.data_in.unwrap_or_else(env::temp_dir);
        let mut postmaster =
            Postmaster::prepare(Place::make(&data_in)?, self.settings, &self.initdb)?;
        for _ in 1..PORT_TRIES {
            match postmaster.up() {
                Err(PostgresError::PortTaken { .. }) => {
                    let other = port::free();
                    postmaster.listen(other.map_err(PostgresError::system("find", "a port"))?);
                }
                Err(error) => return Err(error),
                Ok(()) => return Ok(Postgres::from(postmaster)),
            }
        }
        postmaster.up().map(|()| Postgres::from(postmaster))
    }
}
