//! The clouds on their ports.

use crate::clock::{Clock, Time};
use crate::control::{Control, plane};
use crate::fate::Fault;
use crate::journal::Entry;
use crate::scenario::Scenario;
use crate::tls::Authority;
use crate::wire::{Reply, Request};
use crate::world::{Cloud, Endpoints, World};
use crate::{entra, graph, partner, portal};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use jiff::Timestamp;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use url::Url;
use uuid::Uuid;

/// More than any client has to send: a Teams app package is the largest.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
const LONGEST_DELAY: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub time: Time,
    /// Ports to listen on, from this one upward in the order of [`Cloud`]; without it, free ones.
    pub first_port: Option<u16>,
}

/// A running world. It ends when this is dropped.
#[derive(Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
    _listeners: JoinSet<()>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    pub endpoints: Endpoints,
    pub authority: String,
}

impl Shared {
    /// A handler that panicked left plain data: the others go on with it.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Simulator {
    pub async fn start(scenario: &Scenario, options: Options) -> io::Result<Self> {
        let authority = Authority::new()?;
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
        world.notary.appoint(authority.issuer);
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            endpoints,
            authority: authority.pem,
        });
        let acceptor = TlsAcceptor::from(authority.server);
        let mut listeners = JoinSet::new();
        for (cloud, socket) in sockets {
            listeners.spawn(listen(cloud, socket, acceptor.clone(), Arc::clone(&shared)));
        }
        listeners.spawn(partner::courier::run(Arc::clone(&shared)));
        Ok(Self {
            shared,
            _listeners: listeners,
        })
    }

    /// The certificate that a client must trust to talk to these clouds.
    pub fn authority(&self) -> &str {
        &self.shared.authority
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }
}

fn url_of(address: SocketAddr) -> io::Result<Url> {
    Url::parse(&format!("https://localhost:{}", address.port())).map_err(io::Error::other)
}

async fn listen(cloud: Cloud, socket: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = socket.accept().await else {
            // Too many open files: those that are open go on, and new ones wait.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        connections.spawn(converse(
            cloud,
            stream,
            acceptor.clone(),
            Arc::clone(&shared),
        ));
    }
}

async fn converse(cloud: Cloud, stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { answer(cloud, request, &shared).await }
    });
    // A client that goes away, or a fault that ends the connection: nothing is left to be told.
    let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
        .serve_connection_with_upgrades(TokioIo::new(stream), service)
        .await;
}

type Body = BoxBody<Bytes, io::Error>;

/// The connection ends here, on purpose.
fn hang_up() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

async fn answer(
    cloud: Cloud,
    incoming: hyper::Request<Incoming>,
    shared: &Arc<Shared>,
) -> io::Result<hyper::Response<Body>> {
    let (head, body) = incoming.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        return whole(Reply::empty(413));
    };
    let query = head.uri.query().unwrap_or_default();
    let request = Request {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: head.headers,
        body: body.to_bytes(),
        id: Uuid::nil(),
        at: Timestamp::UNIX_EPOCH,
    };
    if cloud == Cloud::Control {
        return whole(plane::answer(shared, &request));
    }
    let (reply, fault) = decide(cloud, request, &mut shared.world());
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => Err(hang_up()),
        Some(Fault::Delay { milliseconds }) => {
            tokio::time::sleep(Duration::from_millis(milliseconds).min(LONGEST_DELAY)).await;
            whole(reply)
        }
        Some(Fault::Truncate) => half(&reply),
        _ => whole(reply),
    }
}

/// What the world says, and what fate makes of it.
fn decide(cloud: Cloud, mut request: Request, world: &mut World) -> (Reply, Option<Fault>) {
    request.id = world.dice.uuid();
    request.at = world.clock.now();
    let tenants = concerned(world, cloud, &request);
    let number = world.journal.received(Entry {
        number: 0,
        at: request.at,
        cloud,
        method: request.method.to_string(),
        path: without_secrets(&request),
        tenants: tenants.clone(),
        caller_request_id: request
            .header("client-request-id")
            .or_else(|| request.header("ms-requestid"))
            .map(str::to_owned),
        status: None,
        fault: None,
    });
    let fault = world.fate.meet(cloud, &tenants, &request);
    let effect_stands = match &fault {
        Some(
            Fault::DropBefore
            | Fault::Throttle { .. }
            | Fault::StrangeRedirect { .. }
            | Fault::HtmlPage,
        ) => false,
        Some(Fault::Fail {
            done_all_the_same, ..
        }) => *done_all_the_same,
        _ => true,
    };
    let honest = effect_stands.then(|| dispatch(cloud, world, &request));
    let reply = faulty(cloud, &request, fault.as_ref(), honest);
    let unanswered = matches!(fault, Some(Fault::DropBefore | Fault::DropAfter));
    let name = fault.as_ref().map(|fault| format!("{fault:?}"));
    world
        .journal
        .answered(number, (!unanswered).then_some(reply.status), name);
    (with_common_headers(cloud, &request, reply), fault)
}

fn dispatch(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    match cloud {
        Cloud::Login => entra::answer(world, request),
        Cloud::Graph => graph::answer(world, request),
        Cloud::PartnerCenter => partner::answer(world, request),
        Cloud::Portal => portal::answer(world, request),
        Cloud::Downloads => graph::download(world, request),
        Cloud::Control => Reply::empty(404),
    }
}

/// The reply after fate had its way with it.
fn faulty(cloud: Cloud, request: &Request, fault: Option<&Fault>, honest: Option<Reply>) -> Reply {
    let after = |reply: Reply, seconds: Option<u64>| match seconds {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    };
    let honest = honest.unwrap_or_else(|| Reply::empty(500));
    match fault {
        Some(Fault::Throttle { retry_after }) => {
            after(error_body(cloud, request, 429), *retry_after)
        }
        Some(Fault::Fail {
            status,
            retry_after,
            ..
        }) => after(error_body(cloud, request, *status), *retry_after),
        Some(Fault::Malformed) => Reply::empty(200)
            .header("Content-Type", "application/json; charset=utf-8")
            .body("{\"value\":[{\"id\":"),
        Some(Fault::HtmlPage) => Reply::html(
            502,
            "<html><body><h1>Bad Gateway</h1></body></html>".to_owned(),
        ),
        Some(Fault::ErrorIn200) => Reply {
            status: 200,
            ..error_body(cloud, request, 500)
        },
        Some(Fault::StrangeRedirect { to }) => Reply::redirect(to),
        Some(Fault::Flood { bytes }) => Reply::empty(200)
            .header("Content-Type", "application/json; charset=utf-8")
            .body(vec![b' '; *bytes]),
        _ => honest,
    }
}

/// How this cloud words an error of this status.
fn error_body(cloud: Cloud, request: &Request, status: u16) -> Reply {
    match cloud {
        Cloud::Login => entra::outage(request, status),
        Cloud::PartnerCenter => partner::outage(status),
        _ => graph::outage(request, status),
    }
}

fn with_common_headers(cloud: Cloud, request: &Request, reply: Reply) -> Reply {
    match cloud {
        Cloud::Graph => {
            let reply = reply.header("request-id", request.id.to_string());
            match request.header("client-request-id") {
                Some(id) => reply.header("client-request-id", id),
                None => reply,
            }
        }
        Cloud::Login => reply.header("x-ms-request-id", request.id.to_string()),
        Cloud::PartnerCenter => {
            let own = request.id.to_string();
            let echoed = |name: &str| {
                request
                    .header(name)
                    .map_or_else(|| own.clone(), str::to_owned)
            };
            let (id, correlation) = (echoed("ms-requestid"), echoed("ms-correlationid"));
            reply
                .header("MS-RequestId", id)
                .header("MS-CorrelationId", correlation)
        }
        _ => reply,
    }
}

/// The tenants a request is about: the token's own, and every one named in the path.
fn concerned(world: &World, cloud: Cloud, request: &Request) -> Vec<Uuid> {
    let mut tenants: Vec<Uuid> = Vec::new();
    if cloud != Cloud::Login {
        tenants.extend(request.bearer().and_then(entra::tenant_in));
    }
    for segment in request.segments() {
        let named = segment
            .split(['\'', '(', ')'])
            .filter_map(|part| world.find_tenant(part));
        tenants.extend(named.map(|tenant| tenant.id));
    }
    tenants.sort_unstable();
    tenants.dedup();
    tenants
}

fn without_secrets(request: &Request) -> String {
    const SECRET: [&str; 5] = ["code", "state", "nonce", "code_challenge", "login_hint"];
    if request.query.is_empty() {
        return request.path.clone();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in &request.query {
        let value = if SECRET.contains(&key.as_str()) {
            "…"
        } else {
            value
        };
        query.append_pair(key, value);
    }
    format!("{}?{}", request.path, query.finish())
}

fn head_of(reply: &Reply) -> hyper::http::response::Builder {
    reply.headers.iter().fold(
        hyper::Response::builder().status(reply.status),
        |head, (name, value)| head.header(name.as_str(), value.as_str()),
    )
}

fn whole(reply: Reply) -> io::Result<hyper::Response<Body>> {
    let head = head_of(&reply);
    let body = Full::new(reply.body)
        .map_err(|never| match never {})
        .boxed();
    head.body(body).map_err(io::Error::other)
}

/// Announces all of it, sends half, and hangs up.
fn half(reply: &Reply) -> io::Result<hyper::Response<Body>> {
    let head = head_of(reply).header("Content-Length", reply.body.len().to_string());
    let part = reply.body.slice(..reply.body.len() / 2);
    let sent = stream::iter([Ok(Frame::data(part))]);
    // What was sent must have left before the end: otherwise nothing of it arrives.
    let end = stream::once(async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        Err(hang_up())
    });
    let frames = sent.chain(end);
    head.body(BodyExt::boxed(StreamBody::new(frames)))
        .map_err(io::Error::other)
}
