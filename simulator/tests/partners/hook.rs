//! A partner's webhook: takes what is posted to it.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

#[derive(Debug)]
pub(crate) struct Posted {
    pub headers: BTreeMap<String, String>,
    pub body: Bytes,
}

pub(crate) struct Hook {
    pub url: String,
    posted: UnboundedReceiver<Posted>,
    server: JoinHandle<()>,
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Hook {
    /// Answers with these, in order; the last is repeated.
    pub(crate) async fn open(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://127.0.0.1:{}/hook",
            listener.local_addr().unwrap().port()
        );
        let (sender, posted) = unbounded_channel();
        let server = tokio::spawn(async move {
            for turn in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let status = statuses[turn.min(statuses.len() - 1)];
                let sender = sender.clone();
                let service = service_fn(move |request| take(request, sender.clone(), status));
                let _ = http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            }
        });
        Self {
            url,
            posted,
            server,
        }
    }

    pub(crate) async fn next(&mut self) -> Posted {
        let waited = tokio::time::timeout(Duration::from_secs(20), self.posted.recv()).await;
        waited.expect("something is posted").unwrap()
    }
}

async fn take(
    request: Request<Incoming>,
    sender: UnboundedSender<Posted>,
    status: u16,
) -> Result<Response<Empty<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let pairs = head.headers.iter();
    let headers = pairs
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let body = body.collect().await?.to_bytes();
    sender.send(Posted { headers, body }).unwrap();
    Ok(Response::builder()
        .status(status)
        .body(Empty::new())
        .unwrap())
}
