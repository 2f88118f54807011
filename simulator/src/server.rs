//! The clouds on their ports.

use crate::answer::answer;
use crate::clock::{Clock, Time};
use crate::control::Control;
use crate::kept::{Keeper, Kept};
use crate::partner;
use crate::scenario::Scenario;
use crate::tls::Authority;
use crate::vendors::VendorLogin;
use crate::world::{Cloud, Endpoints, World};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
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
    /// The file that the world is kept in. A world that lies there already goes on, in place of the
    /// scenario's: under its authority, and at its addresses as far as they are free.
    pub keep: Option<PathBuf>,
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
    pub authority: Arc<Authority>,
    keeper: Option<Keeper>,
}

impl Shared {
    /// A handler that panicked left plain data: the others go on with it.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What changes the world, and is kept before anybody hears of it. Where it cannot be written,
    /// this world goes on all the same: [`Simulator::keep`] says why.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let world = &mut *self.world();
        let done = change(world);
        if let Some(keeper) = &self.keeper {
            let _ = keeper.keep(world);
        }
        done
    }

    fn keep(&self) -> io::Result<()> {
        match &self.keeper {
            Some(keeper) => keeper.keep_for_good(&self.world()),
            None => Ok(()),
        }
    }
}

impl Simulator {
    pub async fn start(scenario: &Scenario, options: Options) -> io::Result<Self> {
        let kept = options.keep.as_deref().map(Kept::read).transpose()?;
        let kept = kept.flatten();
        let authority = match &kept {
            Some(kept) => Arc::new(kept.authority()?),
            None => Authority::of_this_process()?,
        };
        let before = kept.as_ref().map(Kept::endpoints);
        let vendors = kept
            .as_ref()
            .map_or(!scenario.vendors.is_empty(), Kept::has_vendors);
        let vendors = if vendors { Cloud::VENDORS } else { &[] };
        let clouds = Cloud::MICROSOFT.iter().chain(vendors);
        let (sockets, endpoints) = places(clouds, options.first_port, before).await?;
        let mut world = match kept {
            Some(kept) => kept.resume(options.time, endpoints.clone()),
            None => scenario
                .build(Clock::new(options.time), endpoints.clone())
                .map_err(io::Error::other)?,
        };
        world.notary.appoint(Arc::clone(&authority.issuer));
        let keeper = options.keep.map(|path| Keeper::new(path, &authority));
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            endpoints,
            authority: Arc::clone(&authority),
            keeper,
        });
        // Whoever asked for a world that is kept hears at once that it cannot be.
        shared.keep()?;
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
        &self.shared.authority.pem
    }

    /// A chain of certificates and its key, both as PEM, for a server of one's own under these names:
    /// what a partner is told is carried only to servers that this world's authority vouches for.
    pub fn certificate_for(&self, names: &[&str]) -> io::Result<(String, String)> {
        self.shared.authority.certificate_for(names)
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// The accounts at other vendors, each with what a client enters for it now.
    pub fn vendor_logins(&self) -> Vec<VendorLogin> {
        let world = self.shared.world();
        let accounts = world.vendors.accounts.iter();
        let logins = accounts.map(|it| VendorLogin::of(it, &self.shared.endpoints));
        logins.collect()
    }

    /// Writes the world to its file, if it has one, as it is now; it also was written at every change.
    pub fn keep(&self) -> io::Result<()> {
        self.shared.keep()
    }

    /// Ends the world. Its ports are free and its connections closed when this returns, which they
    /// are only soon after it was dropped.
    pub async fn stop(mut self) {
        self.ending.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
        // Whoever wants to know whether this works asks before.
        let _ = self.shared.keep();
    }
}

/// Where each cloud listens: upward from the first port; where it was before, as far as that is
/// free; or anywhere.
async fn places(
    clouds: impl Iterator<Item = &Cloud>,
    first_port: Option<u16>,
    before: Option<&Endpoints>,
) -> io::Result<(Vec<(Cloud, TcpListener)>, Endpoints)> {
    let mut sockets = Vec::new();
    let mut vendors = BTreeMap::new();
    for (offset, cloud) in (0..).zip(clouds) {
        let known = before.and_then(|it| it.of(*cloud)?.port());
        let anywhere = (Ipv4Addr::LOCALHOST, 0);
        let socket = match (first_port, known) {
            (Some(first), _) => {
                TcpListener::bind((Ipv4Addr::LOCALHOST, first.saturating_add(offset))).await?
            }
            (None, None) => TcpListener::bind(anywhere).await?,
            (None, Some(port)) => match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(socket) => socket,
                Err(_) => TcpListener::bind(anywhere).await?,
            },
        };
        vendors.insert(*cloud, url_of(socket.local_addr()?)?);
        sockets.push((*cloud, socket));
    }
    let mut take = |cloud: Cloud| {
        let found = vendors.remove(&cloud);
        found.ok_or_else(|| io::Error::other(format!("{} has no port", cloud.title())))
    };
    let endpoints = Endpoints {
        login: take(Cloud::Login)?,
        graph: take(Cloud::Graph)?,
        partner_center: take(Cloud::PartnerCenter)?,
        portal: take(Cloud::Portal)?,
        downloads: take(Cloud::Downloads)?,
        control: take(Cloud::Control)?,
        vendors,
    };
    Ok((sockets, endpoints))
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
