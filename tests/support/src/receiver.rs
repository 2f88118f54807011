//! A webhook that listens on this machine, behind TLS, and answers as it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::authority;

/// More than anything here takes, also on a machine with much else to do.
const LIMIT: Duration = Duration::from_mins(1);

/// What arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub path: String,
    /// By their names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// How a request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    Redirect(String),
    /// The connection is closed without a word.
    HangUp,
}

#[derive(Debug, Default)]
struct Inside {
    arrived: Vec<Arrived>,
    answers: VecDeque<Answer>,
}

#[derive(Debug)]
pub struct Receiver {
    port: u16,
    inside: Arc<Mutex<Inside>>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Arc::new(Mutex::new(Inside::default()));
        let shared = Arc::clone(&inside);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { port, inside, task }
    }

    pub fn address(&self) -> String {
        format!("https://localhost:{}/hook", self.port)
    }

    /// The next requests are answered like this; those after them are taken.
    pub fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inside.lock().unwrap().answers.extend(answers);
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.inside.lock().unwrap().arrived.clone()
    }

    /// Waits until as much arrived.
    pub async fn arrives(&self, many: usize) -> Vec<Arrived> {
        let began = Instant::now();
        loop {
            let arrived = self.arrived();
            if arrived.len() >= many {
                return arrived;
            }
            assert!(began.elapsed() < LIMIT, "{arrived:#?}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// One request for each connection.
async fn serve(stream: TcpStream, inside: Arc<Mutex<Inside>>) {
    let Ok(stream) = authority::acceptor().accept(stream).await else {
        return;
    };
    let mut stream = BufReader::new(stream);
    let Some(arrived) = read(&mut stream).await else {
        return;
    };
    let answer = {
        let mut inside = inside.lock().unwrap();
        inside.arrived.push(arrived);
        inside.answers.pop_front().unwrap_or(Answer::Status(200))
    };
    let text = match answer {
        Answer::HangUp => return,
        Answer::Status(status) => format!("HTTP/1.1 {status} X\r\n"),
        Answer::Redirect(to) => format!("HTTP/1.1 302 X\r\nlocation: {to}\r\n"),
    };
    let text = format!("{text}content-length: 2\r\nconnection: close\r\n\r\nok");
    let stream = stream.get_mut();
    // Whoever asked may be gone.
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> Option<Arrived> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Arrived {
        path,
        headers,
        body,
    })
}
