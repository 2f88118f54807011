//! A real PostgreSQL server that the suite starts for itself and throws away.
//!
//! Nothing has to be set up but the server's binaries (`scripts/setup.sh` installs them). The
//! server listens on 127.0.0.1 only, trusts everybody who can reach it, keeps its data in a folder
//! of its own, and is gone when the process that started it is gone, however that came about.
//!
//! - [`Postgres::shared`]: one server for all tests of a process. The usual choice, together with
//!   [`Postgres::fresh_database`]. Roles belong to the whole server: give them names of their own.
//! - [`Postgres::start`], [`Postgres::options`]: a server of one's own, to be restarted, crashed,
//!   starved of disk or tuned.

mod account;
mod binaries;
mod error;
mod guard;
mod options;
mod postmaster;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use sqlx::{Connection, Executor, PgConnection};

pub use error::PostgresError;
pub use options::Options;
use postmaster::Postmaster;

/// The superuser that `initdb` makes.
const USER: &str = "postgres";

/// A running server. Dropping it stops it and removes its data.
#[derive(Debug)]
pub struct Postgres {
    postmaster: Postmaster,
    databases: AtomicU32,
}

impl Postgres {
    /// A server of one's own with the default options.
    #[track_caller]
    pub fn start() -> Self {
        Self::options().start()
    }

    /// A server of one's own, described first.
    pub fn options() -> Options {
        Options::default()
    }

    /// A program that comes with the server, such as `pg_dump`.
    #[track_caller]
    pub fn program(name: &str) -> Command {
        let folder = binaries::find().unwrap_or_else(|error| panic!("{error}"));
        Command::new(folder.join(name))
    }

    /// The one server of this process, started by whoever asks first.
    #[track_caller]
    pub fn shared() -> &'static Self {
        // A static is never dropped; the guard beside the server notices that the process ended.
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn from(postmaster: Postmaster) -> Self {
        Self {
            postmaster,
            databases: AtomicU32::new(0),
        }
    }

    /// Creates an empty database and gives its URL.
    #[track_caller]
    pub fn fresh_database(&self) -> String {
        let name = format!(
            "test_{}",
            self.databases.fetch_add(1, Ordering::Relaxed) + 1
        );
        self.execute(&self.url(USER), &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a database of this server, whether it exists or not.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port())
    }

    /// Runs SQL as the superuser, several statements if need be. Works inside an async test too.
    #[track_caller]
    pub fn execute(&self, url: &str, sql: &str) {
        // A thread of its own: a runtime cannot block inside another one.
        let outcome = thread::scope(|scope| scope.spawn(|| run(url, sql)).join());
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("{sql}: {error}\n{}", self.log_tail()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    pub fn port(&self) -> u16 {
        self.postmaster.port()
    }

    /// The operating system's id of the postmaster, none while the server is down.
    pub fn pid(&self) -> Option<u32> {
        self.postmaster.pid()
    }

    pub fn data_directory(&self) -> &Path {
        self.postmaster.data()
    }

    /// What the server wrote to its log, from its first start on.
    pub fn log(&self) -> String {
        self.postmaster.log()
    }

    /// Asks the server to end: open transactions are rolled back, a checkpoint is written.
    #[track_caller]
    pub fn stop(&self) {
        self.carry_out("stopped", |server| server.down("INT"));
    }

    /// Ends the server as a crash of the machine would leave it: no checkpoint, every connection
    /// cut, recovery from the write-ahead log at the next start.
    #[track_caller]
    pub fn crash(&self) {
        self.carry_out("crashed", |server| server.down("QUIT"));
    }

    /// Kills the postmaster alone with SIGKILL. Its backends end when they notice, which may be
    /// after the statement they are at; [`Postgres::start_again`] waits for that.
    #[track_caller]
    pub fn kill(&self) {
        self.carry_out("killed", |server| server.down("KILL"));
    }

    /// Starts the server again after [`Postgres::stop`], [`Postgres::crash`] or
    /// [`Postgres::kill`]: same data, same port, same URLs.
    #[track_caller]
    pub fn start_again(&self) {
        self.carry_out("started again", Postmaster::up);
    }

    /// Stops and starts the server: same data, same port, every connection cut.
    #[track_caller]
    pub fn restart(&self) {
        self.stop();
        self.start_again();
    }

    #[track_caller]
    fn carry_out(&self, what: &str, step: impl FnOnce(&Postmaster) -> Result<(), PostgresError>) {
        if let Err(error) = step(&self.postmaster) {
            panic!("the PostgreSQL server could not be {what}: {error}");
        }
    }

    fn log_tail(&self) -> String {
        error::tail(&self.log())
    }
}

fn run(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut connection = PgConnection::connect(url).await?;
        connection.execute(sqlx::raw_sql(sql)).await?;
        connection.close().await
    })
}
