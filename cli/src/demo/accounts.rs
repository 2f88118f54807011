//! Northwind's accounts at other vendors are connected. The worker reads them and links what is certain, as
//! everybody's does; here it is waited for, and told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::json;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::vendor::{InputKind, Vendor};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::matching::Score;
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::{Known, VendorConnection};
use tenantry_engine::mapping::BulkWish;
use tenantry_engine::vendors::VendorWish;
use tenantry_simulator::VendorLogin;
use tokio::sync::watch::Receiver;

use super::cast::{context, msp, named};
use super::{Manner, Stage};
use crate::failure::Failure;
use crate::output::Tone;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Longer than the rule takes from one link to what follows from it.
const CALM: Duration = Duration::from_secs(8);
/// How long vendors, and what is linked after them, are waited for. Who is not done then is told of.
const PATIENCE: Duration = Duration::from_mins(1);

/// The vendors that this world has an account at, in the order in which they are connected.
pub(super) fn all(stage: &Stage<'_>) -> Vec<(VendorConnectionId, VendorLogin)> {
    let logins = stage.world.simulator().vendor_logins().into_iter();
    let id = |login: &VendorLogin| {
        let name = format!("account at {}", login.vendor.as_str());
        VendorConnectionId::new(named(&name))
    };
    logins.map(|login| (id(&login), login)).collect()
}

/// Connects what is not connected, and waits until all is read and what is certain is linked. Whether it
/// came so far before somebody stopped it.
pub(super) async fn play(
    stage: &Stage<'_>,
    stopping: &mut Receiver<bool>,
) -> Result<bool, Failure> {
    let mut unread = BTreeSet::new();
    for (id, login) in all(stage) {
        connect(stage, id, &login).await?;
        if let Some(known) = in_use(stage, id).await?
            && !is_read(&known)
        {
            unread.insert(id);
        }
    }
    let tables = &stage.ground.projections;
    let position = stage.ground.engine.ledger().head(msp()).await?.position;
    tables
        .wait_for(msp(), position, &["vendor_records"], PATIENCE)
        .await?;
    let mut certain = certain(stage).await?;
    if unread.is_empty() && certain > 0 {
        unread.extend(look_again(stage).await?);
    }
    let (began, mut changed) = (Instant::now(), Instant::now());
    while began.elapsed() < PATIENCE {
        tell_who_is_read(stage, &mut unread).await?;
        let left = self::certain(stage).await?;
        if !unread.is_empty() || left != certain {
            (certain, changed) = (left, Instant::now());
        }
        // What somebody parted stays certain, and is not linked again.
        if unread.is_empty() && (left == 0 || changed.elapsed() > CALM) {
            return Ok(true);
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            // Its sender is gone only after it said so.
            _ = stopping.wait_for(|stop| *stop) => return Ok(false),
        }
    }
    Ok(true)
}

async fn connect(
    stage: &Stage<'_>,
    id: VendorConnectionId,
    login: &VendorLogin,
) -> Result<(), Failure> {
    let vendors = &stage.ground.vendors;
    // Whatever became of it since it was connected is left as it is.
    if vendors.of(msp(), id).await? != VendorConnection::Unknown {
        return Ok(());
    }
    let Some(wish) = wish(login)? else {
        return Ok(());
    };
    let vendor = wish.vendor;
    let key = format!("demo-connect-{id}");
    let connected = vendors.connect(msp(), id, wish, context().with_key(key));
    Box::pin(connected).await?;
    tell(stage, vendor, "connected: its credentials work")
}

/// What is entered, apart by whether it is a secret. Nothing for a vendor that nobody can connect.
fn wish(login: &VendorLogin) -> Result<Option<VendorWish>, Failure> {
    let mut known = Vendor::ALL.iter().copied();
    let Some(vendor) = known.find(|it| it.as_str() == login.vendor.as_str()) else {
        return Ok(None);
    };
    let is_secret = |name: &str| {
        let mut inputs = vendor.inputs().iter();
        inputs.any(|it| it.name == name && it.kind == InputKind::Secret)
    };
    let mut settings = BTreeMap::new();
    let mut secrets = BTreeMap::new();
    for (name, value) in &login.entered {
        if is_secret(name) {
            secrets.insert(name.clone(), SecretValue::new(value.as_str())?);
        } else {
            settings.insert(name.clone(), value.clone());
        }
    }
    Ok(Some(VendorWish {
        vendor,
        name: VendorConnectionName::new(vendor.title())?,
        settings,
        secrets,
        only_if_works: true,
    }))
}

/// The connection, while it is neither paused nor over.
pub(super) async fn in_use(
    stage: &Stage<'_>,
    id: VendorConnectionId,
) -> Result<Option<Known>, Failure> {
    let stands = stage.ground.vendors.of(msp(), id).await?;
    Ok(stands.in_use().cloned())
}

/// Whether its last run came to its end, with every kind of records.
pub(super) fn is_read(known: &Known) -> bool {
    let mut kinds = known.vendor.reads().iter();
    let is_known = |it: &Known, kind| it.kinds.get(kind).is_some_and(|it| it.unread.is_none());
    known.open.is_none() && !known.requested && kinds.all(|kind| is_known(known, kind))
}

/// How many records the vendor had when it was read last.
pub(super) fn records(known: &Known) -> u64 {
    let reads = known.kinds.values().filter_map(|it| it.read);
    reads.map(|it| it.findings.rows).sum()
}

async fn tell_who_is_read(
    stage: &Stage<'_>,
    unread: &mut BTreeSet<VendorConnectionId>,
) -> Result<(), Failure> {
    for id in unread.clone() {
        let known = in_use(stage, id).await?;
        if let Some(known) = &known {
            if !is_read(known) {
                continue;
            }
            let words = format!("read: {} records", records(known));
            tell(stage, known.vendor, &words)?;
        }
        unread.remove(&id);
    }
    Ok(())
}

/// Whoever read them was ended before all was linked: after the next discovery it is.
async fn look_again(stage: &Stage<'_>) -> Result<Option<VendorConnectionId>, Failure> {
    for (id, _) in all(stage) {
        if in_use(stage, id).await?.is_some() {
            let vendors = &stage.ground.vendors;
            vendors.request_discovery(msp(), id, context()).await?;
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// How many records the rule has left to link.
async fn certain(stage: &Stage<'_>) -> Result<usize, Failure> {
    let wish = BulkWish {
        connection: None,
        above: Score::FULL,
    };
    let preview = stage
        .ground
        .mapping
        .mappings
        .bulk_preview(msp(), wish)
        .await?;
    let certain = preview.items.iter().filter(|it| it.certain.is_some());
    Ok(certain.count())
}

fn tell(stage: &Stage<'_>, vendor: Vendor, words: &str) -> Result<(), Failure> {
    let (output, seconds) = (stage.output, stage.begun.elapsed().as_secs());
    match stage.manner {
        Manner::Silent => Ok(()),
        Manner::Json => {
            output.document(&json!({ "at": seconds, "vendor": vendor.title(), "text": words }))
        }
        Manner::Lines => {
            let when = output.paint(Tone::Quiet, &format!("{seconds:>3} s"));
            output.line(&format!("{when}  {:<22}{words}", vendor.title()))
        }
    }
}
