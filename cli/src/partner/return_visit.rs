//! How the person comes back from the sign-in: the browser calls at a door of this machine, or
//! its last address is pasted. One page is served, so this is no web server.

use std::io::BufRead as _;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

use crate::exit::Exit;
use crate::failure::Failure;

/// The head of a request; a code and a state fit well into it.
const LARGEST: usize = 32 * 1024;
/// A browser that opened a connection and says nothing is not waited for.
const SILENCE: Duration = Duration::from_secs(10);

/// A port of this machine that the browser comes back to.
#[derive(Debug)]
pub(super) struct Doorway {
    visits: mpsc::Receiver<Visit>,
    /// They end with the doorway.
    _listeners: JoinSet<()>,
}

impl Doorway {
    pub(super) async fn open(address: &Url) -> Result<Self, Failure> {
        let here = matches!(
            address.host_str(),
            Some("localhost" | "127.0.0.1" | "[::1]")
        );
        let (true, "http", Some(port)) = (here, address.scheme(), address.port_or_known_default())
        else {
            let message = "the browser can only come back to an address such as \
                           http://localhost:8400/signed-in; with any other use --paste";
            return Err(Failure::new(
                "USAGE_INVALID",
                Exit::Usage,
                message.to_owned(),
            ));
        };
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let first = bound.map_err(|reason| Failure::environment(&reason))?;
        // Browsers try both; a machine may have the one only.
        let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        let (send, visits) = mpsc::channel(1);
        let mut listeners = JoinSet::new();
        for listener in std::iter::once(first).chain(second) {
            listeners.spawn(listen(listener, address.path().to_owned(), send.clone()));
        }
        Ok(Self {
            visits,
            _listeners: listeners,
        })
    }

    /// The next who comes to the right address.
    pub(super) async fn next(&mut self) -> Result<Visit, Failure> {
        let ended = || Failure::environment(&std::io::ErrorKind::ConnectionAborted.into());
        self.visits.recv().await.ok_or_else(ended)
    }
}

async fn listen(listener: TcpListener, path: String, send: mpsc::Sender<Visit>) {
    let mut callers = JoinSet::new();
    loop {
        // A caller that is gone again is no reason to close the door.
        if let Ok((stream, _)) = listener.accept().await {
            callers.spawn(receive(stream, path.clone(), send.clone()));
        }
        while callers.try_join_next().is_some() {}
    }
}

async fn receive(mut stream: TcpStream, path: String, send: mpsc::Sender<Visit>) {
    let Ok(Some(target)) = tokio::time::timeout(SILENCE, target(&mut stream)).await else {
        return;
    };
    let (asked, query) = target.split_once('?').unwrap_or((&target, ""));
    let visit = Visit {
        query: query.to_owned(),
        stream,
    };
    if asked == path {
        // Nobody waits any more: then nothing is answered either.
        let _ = send.send(visit).await;
    } else {
        visit.tell("404 Not Found", "There is nothing here.").await;
    }
}

/// What a GET asks for, once the head of the request has come in whole.
async fn target(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.windows(4).any(|it| it == b"\r\n\r\n") {
        if head.len() > LARGEST || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.lines().next()?.split(' ');
    (words.next() == Some("GET")).then_some(())?;
    words.next().map(str::to_owned)
}

/// Somebody at the door, who waits for a page.
#[derive(Debug)]
pub(super) struct Visit {
    query: String,
    stream: TcpStream,
}

impl Visit {
    pub(super) fn query(&self) -> &str {
        &self.query
    }

    pub(super) async fn answer(self, ended: Result<(), &str>) {
        match ended {
            Ok(()) => {
                let words = "Signed in. You can close this page and go back to the command line.";
                self.tell("200 OK", words).await;
            }
            Err(words) => self.tell("400 Bad Request", words).await,
        }
    }

    /// Nothing in the page comes from the request.
    async fn tell(mut self, status: &str, words: &str) {
        let page = format!("<!doctype html><title>Tenantry</title><p>{words}</p>\n");
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\n\
             content-length: {}\r\ncache-control: no-store\r\nreferrer-policy: no-referrer\r\n\
             content-security-policy: default-src 'none'\r\nconnection: close\r\n\r\n{page}",
            page.len()
        );
        // The browser may have gone; what was done is done.
        let _ = self.stream.write_all(answer.as_bytes()).await;
        let _ = self.stream.shutdown().await;
    }
}

/// The query of an address that somebody pasted.
pub(super) async fn pasted() -> Result<String, Failure> {
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = line
        .await
        .map_err(|reason| Failure::environment(&reason.into()))?;
    let line = line.map_err(|reason| Failure::environment(&reason))?;
    let url = Url::parse(line.trim()).ok();
    let query = url.as_ref().and_then(Url::query).map(str::to_owned);
    query.ok_or_else(|| {
        // It is not repeated: it may hold a code.
        let message = "what was pasted is no address with an answer in it: the whole line from \
                       the browser's address bar is needed";
        Failure::new("USAGE_INVALID", Exit::Usage, message.to_owned())
    })
}
