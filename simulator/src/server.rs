//! The clouds on their ports.

use crate::answer::answer;
use crate::clock::{Clock, Time};
use crate::control::Control;
use crate::partner;
use crate::scenario::Scenario;
use crate::tls::Authority;
use crate::world::{Cloud, Endpoints, World};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use url::Url;

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub time: Time,
    /// Ports to listen on, from this one upward in the order of [`Cloud`]; without it, free ones.
    pub first_port: Option<u16>,
}

/// A running world. It ends when this is dropped, or stopped.
#[derive(Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
    ending: watch::Sender<bool>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    pub endpoints: Endpoints,
    pub authority: &'static str,
}

impl Shared {
    /// A handler that panicked left plain data: the others go on with it.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Simulator {
    pub async fn start(scenario: &Scenario, options: Options) -> io::Result<Self> {
        let authority = Authority::of_this_process()?;
        let mut sockets = Vec::new();
        for (offset, cloud) in (0..).zip(Cloud::ALL) {
            let port = options
                .first_port
                .map_or(0, |first| first.saturating_add(offset));
            sockets.push((cloud, TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?));
        }
        let mut addresses = Vec::new();
        for (_, socket) in &sockets {
            addresses.push(url_of(socket.local_addr()?)?);
        }
        let [login, graph, partner_center, portal, downloads, control] =
            <[Url; 6]>::try_from(addresses)
                .map_err(|_| io::Error::other("six clouds, six addresses"))?;
        let endpoints = Endpoints {
            login,
            graph,
            partner_center,
            portal,
            downloads,
            control,
        };
        let mut world = scenario
            .build(Clock::new(options.time), endpoints.clone())
            .map_err(io::Error::other)?;
        world.notary.appoint(Arc::clone(&authority.issuer));
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            endpoints,
            authority: &authority.pem,
        });
        let acceptor = TlsAcceptor::from(authority.server()?);
        let ending = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        for (cloud, socket) in sockets {
            let place = Place {
                cloud,
                acceptor: acceptor.clone(),
                shared: Arc::clone(&shared),
            };
            tasks.spawn(listen(place, socket, ending.subscribe()));
        }
        let courier = partner::courier::run(Arc::clone(&shared), ending.subscribe());
        tasks.spawn(courier);
        Ok(Self {
            shared,
            tasks,
            ending,
        })
    }

    /// The certificate that a client must trust to talk to these clouds.
    pub fn authority(&self) -> &str {
        self.shared.authority
    }

    /// A chain of certificates and its key, both as PEM, for a server of one's own under these names:
    /// what a partner is told is carried only to servers that this world's authority vouches for.
    pub fn certificate_for(&self, names: &[&str]) -> io::Result<(String, String)> {
        Authority::of_this_process()?.certificate_for(names)
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Ends the world. Its ports are free and its connections closed when this returns, which they
    /// are only soon after it was dropped.
    pub async fn stop(mut self) {
        self.ending.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

fn url_of(address: SocketAddr) -> io::Result<Url> {
    Url::parse(&format!("https://localhost:{}", address.port())).map_err(io::Error::other)
}

/// One cloud, as its connections know it.
#[derive(Clone)]
struct Place {
    cloud: Cloud,
    acceptor: TlsAcceptor,
    shared: Arc<Shared>,
}

async fn listen(place: Place, socket: TcpListener, mut end: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            _ = end.changed() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files: those that are open go on, and new ones wait.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        connections.spawn(converse(place.clone(), stream));
    }
    drop(socket);
    connections.shutdown().await;
}

async fn converse(place: Place, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let Ok(stream) = place.acceptor.accept(stream).await else {
        return;
    };
    let service = service_fn(move |request| {
        let shared = Arc::clone(&place.shared);
        async move { answer(place.cloud, request, &shared).await }
    });
    // A client that goes away, or a fault that ends the connection: nothing is left to be told.
    let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
        .serve_connection_with_upgrades(TokioIo::new(stream), service)
        .await;
}
