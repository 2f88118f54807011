//! A mail server on this machine that keeps what it is given.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::authority;

const LIMIT: Duration = Duration::from_mins(1);

/// A mail, as it was handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Name and password, as they were sent.
    pub signed_in: Option<String>,
    /// It was said behind TLS.
    pub secured: bool,
    /// Headers and text, with dots as they were meant.
    pub text: String,
}

/// Nobody of this name has a mailbox here.
pub const NOBODY: &str = "nobody@msp.example";

#[derive(Debug)]
pub struct Mailbox {
    pub port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
    task: JoinHandle<()>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mailbox {
    /// It offers TLS, or does not.
    pub async fn listen(offers_tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&mails);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, offers_tls, Arc::clone(&shared)));
            }
        });
        Self { port, mails, task }
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// Waits until as many arrived.
    pub async fn arrives(&self, many: usize) -> Vec<Mail> {
        let began = Instant::now();
        loop {
            let mails = self.mails();
            if mails.len() >= many {
                return mails;
            }
            assert!(began.elapsed() < LIMIT, "{mails:#?}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn serve(stream: TcpStream, offers_tls: bool, mails: Arc<Mutex<Vec<Mail>>>) {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 here").await;
    let secure = converse(&mut stream, offers_tls, false, &mails).await;
    if secure {
        let Ok(stream) = authority::acceptor().accept(stream.into_inner()).await else {
            return;
        };
        let mut stream = BufReader::new(stream);
        converse(&mut stream, false, true, &mails).await;
    }
}

/// Until the other side has enough, or wants TLS.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    offers_tls: bool,
    secured: bool,
    mails: &Mutex<Vec<Mail>>,
) -> bool {
    let mut mail = Mail::default();
    let mut signed_in = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return false;
        }
        let line = line.trim_end();
        let (verb, rest) = line.split_at(line.find([' ', ':']).unwrap_or(line.len()));
        let address = || {
            let inside = rest.split_once('<').and_then(|(_, it)| it.split_once('>'));
            inside.map(|(it, _)| it.to_owned()).unwrap_or_default()
        };
        let answer = match verb {
            "EHLO" if offers_tls => "250-here\r\n250-STARTTLS\r\n250 8BITMIME",
            "EHLO" => "250-here\r\n250 AUTH PLAIN",
            "STARTTLS" if offers_tls => {
                say(stream, "220 go on").await;
                return true;
            }
            "AUTH" => {
                signed_in = rest.strip_prefix(" PLAIN ").map(str::to_owned);
                "235 welcome"
            }
            "MAIL" => {
                mail = Mail {
                    from: address(),
                    signed_in: signed_in.clone(),
                    secured,
                    ..Mail::default()
                };
                "250 good"
            }
            "RCPT" if address() == NOBODY => "550 there is nobody of that name",
            "RCPT" => {
                mail.to.push(address());
                "250 good"
            }
            "DATA" => {
                say(stream, "354 go on").await;
                mail.text = text(stream).await;
                mails.lock().unwrap().push(mail.clone());
                "250 taken"
            }
            "QUIT" => {
                say(stream, "221 good bye").await;
                return false;
            }
            _ => "500 what?",
        };
        say(stream, answer).await;
    }
}

async fn text<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == ".\r\n" {
            return text;
        }
        text += line.strip_prefix('.').unwrap_or(&line);
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, line: &str) {
    // Whoever asked may be gone.
    let _ = stream
        .get_mut()
        .write_all(format!("{line}\r\n").as_bytes())
        .await;
}
