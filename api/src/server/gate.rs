//! How connections come in, and how they end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::{Request, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::transport::Drain;

#[derive(Debug, Clone)]
pub struct GateSettings {
    /// Connections at once; one more waits until another has ended.
    pub connections: usize,
    /// Until a connection has said who it is and what it asks: TLS, and the head of a request.
    pub introduction: Duration,
    /// How long connections may still take when the server ends.
    pub grace: Duration,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            connections: 4_096,
            introduction: Duration::from_secs(10),
            grace: Duration::from_secs(10),
        }
    }
}

/// Lets connections in.
pub struct Gate {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    settings: GateSettings,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Gate {
    pub fn new(listener: TcpListener, tls: Option<TlsAcceptor>, settings: GateSettings) -> Self {
        Self {
            listener,
            tls,
            settings,
        }
    }

    /// Serves until it is told to end, and then until the last connection has ended or its grace is
    /// over.
    pub async fn run(self, router: Router, mut drain: Drain) {
        let places = Arc::new(Semaphore::new(self.settings.connections));
        let mut connections = JoinSet::new();
        loop {
            while connections.try_join_next().is_some() {}
            let next = async {
                // The semaphore is never closed.
                let place = Arc::clone(&places).acquire_owned().await.ok()?;
                let accepted = self.listener.accept().await;
                Some((place, accepted))
            };
            let (place, accepted) = tokio::select! {
                () = drain.begun() => break,
                next = next => match next {
                    Some(next) => next,
                    None => break,
                },
            };
            match accepted {
                Ok((stream, peer)) => {
                    let visit = self.visit(router.clone(), drain.clone());
                    connections.spawn(visit.run(stream, peer, place));
                }
                Err(error) => {
                    // Out of files, most likely: it gets better when somebody leaves.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(self.listener);
        let ended = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(self.settings.grace, ended)
            .await
            .is_err()
        {
            tracing::warn!(left = connections.len(), "connections were cut off");
            connections.shutdown().await;
        }
    }

    fn visit(&self, router: Router, drain: Drain) -> Visit {
        Visit {
            router,
            drain,
            tls: self.tls.clone(),
            introduction: self.settings.introduction,
        }
    }
}

/// One connection.
struct Visit {
    router: Router,
    drain: Drain,
    tls: Option<TlsAcceptor>,
    introduction: Duration,
}

impl Visit {
    async fn run(self, stream: TcpStream, peer: SocketAddr, _place: OwnedSemaphorePermit) {
        // Answers are small and complete: there is nothing to be gained by waiting for more.
        let _ = stream.set_nodelay(true);
        match self.tls.clone() {
            None => self.serve(stream, peer).await,
            Some(tls) => match tokio::time::timeout(self.introduction, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.serve(stream, peer).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
                Err(_) => tracing::debug!(%peer, "TLS took too long"),
            },
        }
    }

    async fn serve(
        mut self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
    ) {
        let router = self.router;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.introduction);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(Some(Duration::from_secs(20)))
            .keep_alive_timeout(self.introduction)
            .max_concurrent_streams(128);
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.drain.begun() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "a connection ended early");
        }
    }
}
