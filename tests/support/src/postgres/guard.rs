//! The one who stays behind: ends the server and removes its files when the process that started
//! it is gone, even when that process was killed and could do nothing itself.
//!
//! It is a small shell that reads a pipe. The operating system closes the pipe when the process
//! ends, for whatever reason. (A parent-death signal would not do: on Linux it fires when the
//! *thread* that started the server ends, and a test is a thread.)

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::PostgresError;

/// Each line read is the id of the server to end, or empty while it is down.
const WATCH: &str = r#"
trap '' HUP INT TERM
server=
while read -r line; do server=$line; done
if [ -n "$server" ]; then
    kill -QUIT "$server"
    tries=0
    while kill -0 "$server" && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
fi
rm -rf -- "$@"
"#;

#[derive(Debug)]
pub(super) struct Guard(Mutex<Child>);

impl Guard {
    /// Watches over a server whose files are in these folders.
    pub(super) fn over(folders: &[&Path]) -> Result<Self, PostgresError> {
        Command::new("sh")
            .args(["-c", WATCH, "guard"])
            .args(folders)
            // Away from here: a test may want to unmount or remove the folder it was started in.
            .current_dir("/")
            // Not in our process group: Ctrl-C must not reach it before it did its work.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(|child| Self(Mutex::new(child)))
            .map_err(PostgresError::system("start", "sh"))
    }

    /// Tells which process is to be ended.
    pub(super) fn watch(&self, server: Option<u32>) -> Result<(), PostgresError> {
        let line = server.map_or_else(|| "\n".to_owned(), |pid| format!("{pid}\n"));
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut child.stdin {
            Some(pipe) => pipe.write_all(line.as_bytes()),
            None => Ok(()),
        }
        .map_err(PostgresError::system("write to the guard of", "postgres"))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let child = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        // Closes the pipe, then waits until the folders are gone.
        drop(child.stdin.take());
        let _ = child.wait();
    }
}
