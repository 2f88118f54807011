//! What becomes of one request: what the world says, and what fate makes of it.

use crate::control::plane;
use crate::fate::Fault;
use crate::hold::Hold;
use crate::journal::Entry;
use crate::server::Shared;
use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use crate::{entra, graph, partner, portal, vendors};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::http::Method;
use jiff::Timestamp;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// More than any client has to send: a Teams app package is the largest.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
const LONGEST_DELAY: Duration = Duration::from_secs(10);

type Body = BoxBody<Bytes, io::Error>;

/// The connection ends here, on purpose.
fn hang_up() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

pub(crate) async fn answer(
    cloud: Cloud,
    incoming: hyper::Request<Incoming>,
    shared: &Arc<Shared>,
) -> io::Result<hyper::Response<Body>> {
    let (head, body) = incoming.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        return whole(Reply::empty(413));
    };
    let query = head.uri.query().unwrap_or_default();
    let mut request = Request {
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
    let Decided {
        number,
        reply,
        fault,
        hold,
    } = if request.method == Method::GET {
        decide(cloud, &mut request, &mut shared.world())
    } else {
        shared.change(|world| decide(cloud, &mut request, world))
    };
    if let Some(hold) = hold {
        hold.released().await;
        let reply = shared.change(|world| {
            let reply = match fault {
                Some(Fault::HoldBefore) => carry_out_late(cloud, request, world),
                _ => reply,
            };
            world.journal.answered(number, reply.status);
            reply
        });
        return whole(reply);
    }
    let delay = match fault {
        Some(Fault::Delay { milliseconds }) => Duration::from_millis(milliseconds),
        _ => reply.late_by,
    };
    if delay > Duration::ZERO {
        tokio::time::sleep(delay.min(LONGEST_DELAY)).await;
    }
    if let Some(seat) = reply.seat.clone() {
        tokio::spawn(seat.leave());
    }
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => Err(hang_up()),
        Some(Fault::Truncate) => half(&reply),
        _ => whole(reply),
    }
}

struct Decided {
    /// In the journal.
    number: u64,
    reply: Reply,
    fault: Option<Fault>,
    hold: Option<Hold>,
}

/// What the world says, and what fate makes of it.
fn decide(cloud: Cloud, request: &mut Request, world: &mut World) -> Decided {
    request.id = world.dice.uuid();
    request.at = world.clock.now();
    let tenants = concerned(world, cloud, request);
    let number = world.journal.received(Entry {
        number: 0,
        at: request.at,
        cloud,
        method: request.method.to_string(),
        path: without_secrets(request),
        tenants: tenants.clone(),
        caller_request_id: request
            .header("client-request-id")
            .or_else(|| request.header("ms-requestid"))
            .map(str::to_owned),
        status: None,
        fault: None,
    });
    let fault = world.fate.meet(cloud, &tenants, request);
    let effect_stands = match &fault {
        Some(
            Fault::DropBefore
            | Fault::HoldBefore
            | Fault::Throttle { .. }
            | Fault::StrangeRedirect { .. }
            | Fault::HtmlPage,
        ) => false,
        Some(Fault::Fail {
            done_all_the_same, ..
        }) => *done_all_the_same,
        _ => true,
    };
    let honest = effect_stands.then(|| dispatch(cloud, world, request));
    let reply = faulty(cloud, request, fault.as_ref(), honest);
    if let Some(fault) = &fault {
        world.journal.met(number, format!("{fault:?}"));
    }
    let hold = matches!(fault, Some(Fault::HoldBefore | Fault::HoldAfter));
    let hold = hold.then(|| world.holds.take());
    if hold.is_none() && !matches!(fault, Some(Fault::DropBefore | Fault::DropAfter)) {
        world.journal.answered(number, reply.status);
    }
    Decided {
        number,
        reply: with_common_headers(cloud, request, reply),
        fault,
        hold,
    }
}

/// What was held is carried out as if it came in now.
fn carry_out_late(cloud: Cloud, mut request: Request, world: &mut World) -> Reply {
    request.at = world.clock.now();
    let reply = dispatch(cloud, world, &request);
    with_common_headers(cloud, &request, reply)
}

fn dispatch(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    match cloud {
        Cloud::Login => entra::answer(world, request),
        Cloud::Graph => graph::answer(world, request),
        Cloud::PartnerCenter => partner::answer(world, request),
        Cloud::Portal => portal::answer(world, request),
        Cloud::Downloads => graph::download(world, request),
        Cloud::Control => Reply::empty(404),
        vendor => vendors::answer(vendor, world, request),
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
        Cloud::Graph | Cloud::Portal | Cloud::Downloads | Cloud::Control => {
            graph::outage(request, status)
        }
        vendor => vendors::outage(vendor, request, status),
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
