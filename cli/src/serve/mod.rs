//! `tenantry serve`: the API, and the work beside it unless it is left to others.

mod deliveries;
mod documents;
mod people;
mod settings;
mod states;

use std::sync::Arc;

use clap::Args;
use futures::FutureExt as _;
use futures::future::join_all;
use tenantry_api::entry::{self, Entry, Guest, Rates, guest_room};
use tenantry_api::live::Tails;
use tenantry_api::portal::{self, Portal};
use tenantry_api::server::{Gate, GateSettings, Meter, Readiness, Site};
use tenantry_api::transport::{Drain, Drainer, Ports, Settings as Transported, Transport};
use tenantry_api::{Parts, Proving, console, explorer, schema, webhooks};
use tenantry_engine::access::Access;
use tenantry_engine::chance::{SystemIds, SystemRandomness};
use tenantry_engine::time::SystemClock;
use tenantry_ledger::evidence::Notary;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::config::Config;
use crate::consents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, say};
use crate::stop;
use crate::work::{self, Ground};

pub(crate) use settings::{Serving, Written};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Where to listen [default: 127.0.0.1:8700]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
    /// Answer requests only; workers elsewhere carry onboardings on: `tenantry worker`
    #[arg(long)]
    api_only: bool,
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ground = Ground::of(config).await?;
    let serving = config.serving.with_listen(asked.listen.as_deref());
    let tls = serving.tls()?;
    let listener = TcpListener::bind(&serving.listen.value)
        .await
        .map_err(|reason| {
            Failure::config(format!(
                "{} cannot be listened on: {reason}",
                serving.listen.value
            ))
        })?;
    // With port 0 the system chose one.
    let address = listener
        .local_addr()
        .map_err(|reason| Failure::environment(&reason))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let (served, drainer) = open(config, &serving, &ground, vec![(listener, tls)], None).await?;
    let asked_to_stop = stop::asked();
    say(&format!("Listening on {scheme}://{address}; Ctrl-C stops"));

    let (stop, stopping) = watch::channel(false);
    let signals = tokio::spawn(async move {
        asked_to_stop.await;
        drainer.begin();
        // Whoever worked has ended by itself.
        let _ = stop.send(true);
    });
    let worked = if asked.api_only {
        stopped(stopping).await;
        Ok(Exit::Ok)
    } else {
        let asked = work::Asked::beside_a_server();
        work::carry_on(&asked, &ground, stopped(stopping), output).await
    };
    if worked.is_err() {
        signals.abort();
        served.abort();
        return worked;
    }
    served.await.map_err(|_| Failure::interrupted())?;
    Ok(Exit::Ok)
}

/// A place to listen at, by TLS or not.
pub(crate) type Door = (TcpListener, Option<TlsAcceptor>);

/// Answers at all of these doors, with one more for a guest where there is one, until it is drained; then it ends by
/// itself.
pub(crate) async fn open(
    config: &Config,
    serving: &Serving,
    ground: &Ground,
    doors: Vec<Door>,
    guest: Option<Guest>,
) -> Result<(JoinHandle<()>, Drainer), Failure> {
    let (drainer, drain) = Drainer::new();
    let mut site = site(config, serving, ground, &drain).await?;
    site.rooms.extend(guest.map(guest_room));
    let router = site.router();
    let gates = doors.into_iter().map(|(listener, tls)| {
        let gate = Gate::new(listener, tls, GateSettings::default());
        gate.run(router.clone(), drain.clone())
    });
    let served = tokio::spawn(join_all(gates.collect::<Vec<_>>()).map(drop));
    Ok((served, drainer))
}

/// Signs where the installation has a key.
fn proving(config: &Config, ground: &Ground) -> Proving {
    let notary = Notary::new(ground.engine.ledger().clone(), config.key_file());
    Proving::new(Arc::new(notary))
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // Its sender is gone only after it said so.
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn portal(serving: &Serving, parts: &Parts, entry: &Entry) -> Portal {
    Portal {
        parts: parts.clone(),
        entry: entry.clone(),
        origins: serving.origins(),
        ids: Arc::new(SystemIds),
    }
}

fn meter(serving: &Serving) -> Result<Option<Meter>, Failure> {
    let meter = serving.metrics.value.then(Meter::start).transpose();
    meter.map_err(|error| Failure::config(format!("nothing can be counted: {error}")))
}

async fn site(
    config: &Config,
    serving: &Serving,
    ground: &Ground,
    drain: &Drain,
) -> Result<Site, Failure> {
    let clock = Arc::new(SystemClock);
    let randomness = Arc::new(SystemRandomness);
    let parts = Parts {
        access: Access::new(ground.engine.clone(), clock.clone(), randomness.clone()),
        engine: ground.engine.clone(),
        projections: ground.projections.clone(),
        tails: Tails::new(ground.engine.ledger().clone()),
        clouds: ground.clouds.clone(),
        mapping: ground.mapping.clone(),
        vendors: ground.vendors.clone(),
        approvals: ground.approvals.clone(),
        runs: ground.runs.clone(),
        notices: ground.notices.clone(),
        proving: proving(config, ground),
        leases: Arc::clone(&ground.leases),
        personal: Arc::clone(&ground.personal),
        consents: consents::inviting(config, ground.consents.clone(), &*ground.vault).await?,
        clock,
        patience: Parts::PATIENCE,
    };
    let people = people::of(config, serving, ground).await?;
    let secure = serving.is_secure();
    let rates = Rates::new(serving.rate());
    let entry = Entry::new(parts.clone(), people, randomness.clone(), rates, secure);
    let transported = Transported {
        introspection: serving.introspection.value,
        origins: serving.origins(),
        documents: serving.documents()?,
        ..Transported::default()
    };
    let machine = Ports {
        clock: parts.clock.clone(),
        ids: Arc::new(SystemIds),
        drain: drain.clone(),
    };
    let graphql = Transport::new(schema::build, entry.clone(), transported, machine);
    let meter = meter(serving)?;
    let portal = portal(serving, &parts, &entry);
    let mut rooms = vec![
        graphql.router("/graphql"),
        entry::room(entry),
        portal::room(portal),
        webhooks::room(deliveries::of(config, ground)?),
    ];
    if serving.console.value {
        rooms.push(console::room(randomness));
    }
    if serving.graphiql {
        rooms.push(explorer::room());
    }
    Ok(Site {
        readiness: Readiness {
            parts,
            drain: drain.clone(),
        },
        meter,
        secure,
        rooms,
    })
}
