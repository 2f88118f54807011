//! The server's process: made, started, ended.

use std::fs::{self, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, io};

use super::account::Account;
use super::guard::Guard;
use super::{PostgresError, USER, binaries};
use crate::port;

/// How long the server may take to come up (recovery included) or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often we look.
const GLANCE: Duration = Duration::from_millis(10);

/// The folders of a server, and who owns them.
#[derive(Debug)]
pub(super) struct Place {
    home: PathBuf,
    data: PathBuf,
    account: Option<Account>,
    guard: Guard,
}

impl Place {
    pub(super) fn make(data_in: &Path) -> Result<Self, PostgresError> {
        let home = folder_in(&env::temp_dir())?;
        let data = folder_in(data_in)?;
        let guard = Guard::over(&[&data, &home])?;
        let account = Account::for_owner_of(&home)?;
        if let Some(account) = account {
            account.own(&home)?;
            account.own(&data)?;
        }
        Ok(Self {
            home,
            data,
            account,
            guard,
        })
    }

    fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// A program of the server: as the right account, in a folder it may enter, undisturbed by
    /// whatever the environment says about other servers.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.home)
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("PG")) {
                command.env_remove(name);
            }
        }
        if let Some(account) = self.account {
            account.run(&mut command);
        }
        command
    }
}

fn folder_in(parent: &Path) -> Result<PathBuf, PostgresError> {
    tempfile::Builder::new()
        .prefix("tenantry-pg-")
        .tempdir_in(parent)
        // The guard removes it, also when we cannot.
        .map(tempfile::TempDir::keep)
        .map_err(PostgresError::system("make a folder in", parent))
}

#[derive(Debug)]
pub(super) struct Postmaster {
    place: Place,
    program: PathBuf,
    settings: Vec<(String, String)>,
    port: u16,
    child: Mutex<Option<Child>>,
}

impl Postmaster {
    /// Makes the data directory; nothing runs yet.
    pub(super) fn prepare(
        place: Place,
        settings: Vec<(String, String)>,
        initdb: &[String],
    ) -> Result<Self, PostgresError> {
        let folder = binaries::find()?;
        let program = folder.join("initdb");
        let output = place
            .command(&program)
            .args([
                "--username",
                USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
            ])
            .args(["--no-sync", "--pgdata"])
            .arg(&place.data)
            .args(initdb)
            .output()
            .map_err(PostgresError::system("run", program))?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            let output = String::from_utf8_lossy(&said).into_owned();
            return Err(PostgresError::NotInitialised { output });
        }
        let port = port::free().map_err(PostgresError::system("find", "a port"))?;
        let program = folder.join("postgres");
        Ok(Self {
            place,
            program,
            settings,
            port,
            child: Mutex::new(None),
        })
    }

    pub(super) fn listen(&mut self, port: u16) {
        self.port = port;
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn data(&self) -> &Path {
        &self.place.data
    }

    pub(super) fn log(&self) -> String {
        fs::read(self.place.log())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.child().as_ref().map(Child::id)
    }

    /// Starts the server and waits until it takes connections.
    pub(super) fn up(&self) -> Result<(), PostgresError> {
        let mut running = self.child();
        if running.is_some() {
            return Err(PostgresError::AlreadyUp);
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let said_before = self.log().len();
            let mut child = self.spawn()?;
            self.place.guard.watch(Some(child.id()))?;
            if self.wait_until_ready(&mut child, deadline)? {
                *running = Some(child);
                return Ok(());
            }
            self.place.guard.watch(None)?;
            let log = self.log().split_off(said_before);
            if log.contains("Address already in use") {
                return Err(PostgresError::PortTaken { port: self.port });
            }
            // Backends of a killed postmaster have not noticed yet that they are orphans.
            if !log.contains("is still in use") || Instant::now() > deadline {
                return Err(PostgresError::NotReady { log });
            }
            thread::sleep(GLANCE * 10);
        }
    }

    /// Ends the server with this signal and waits until it is gone.
    pub(super) fn down(&self, signal: &str) -> Result<(), PostgresError> {
        let mut running = self.child();
        let Some(child) = running.as_mut() else {
            return Err(PostgresError::AlreadyDown);
        };
        // It may have ended by itself, which is all we want.
        let _ = send(child, signal);
        let deadline = Instant::now() + PATIENCE;
        while child
            .try_wait()
            .map_err(self.trouble("wait for"))?
            .is_none()
        {
            if Instant::now() > deadline {
                return Err(PostgresError::NotStopped { log: self.log() });
            }
            thread::sleep(GLANCE);
        }
        *running = None;
        self.place.guard.watch(None)
    }

    fn spawn(&self) -> Result<Child, PostgresError> {
        let path = self.place.log();
        let log = OpenOptions::new().create(true).append(true).open(&path);
        let log = log.map_err(PostgresError::system("open", path))?;
        let errors = log.try_clone().map_err(self.trouble("write the log of"))?;
        let mut command = self.place.command(&self.program);
        command
            .arg("-D")
            .arg(&self.place.data)
            .arg("-p")
            .arg(self.port.to_string());
        for (name, value) in &self.settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command
            // Not in our process group: Ctrl-C is the guard's business.
            .process_group(0)
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(self.trouble("start"))
    }

    /// True when it takes connections, false when it ended instead.
    fn wait_until_ready(
        &self,
        child: &mut Child,
        deadline: Instant,
    ) -> Result<bool, PostgresError> {
        while Instant::now() < deadline {
            if child
                .try_wait()
                .map_err(self.trouble("wait for"))?
                .is_some()
            {
                return Ok(false);
            }
            if self.says_ready(child.id()) {
                return Ok(true);
            }
            thread::sleep(GLANCE);
        }
        let _ = child.kill();
        let _ = child.wait();
        Err(PostgresError::NotReady { log: self.log() })
    }

    /// The server's lock file: its process id in the first line, its state in the eighth.
    fn says_ready(&self, pid: u32) -> bool {
        let Ok(lock) = fs::read_to_string(self.place.data.join("postmaster.pid")) else {
            return false;
        };
        let mut lines = lock.lines().map(str::trim);
        lines.next() == Some(&pid.to_string()) && lines.nth(6) == Some("ready")
    }

    fn trouble(&self, what: &'static str) -> impl FnOnce(io::Error) -> PostgresError {
        PostgresError::system(what, &self.program)
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        // The data is thrown away, so nothing needs to be saved. The guard removes the files.
        let _ = self.down("QUIT");
    }
}

/// The shell's own `kill`: there is no other way to send a signal without unsafe code.
fn send(child: &mut Child, signal: &str) -> io::Result<()> {
    if signal == "KILL" {
        return child.kill();
    }
    let script = format!("kill -{signal} {}", child.id());
    Command::new("sh")
        .args(["-c", &script])
        .stderr(Stdio::null())
        .status()
        .map(drop)
}
