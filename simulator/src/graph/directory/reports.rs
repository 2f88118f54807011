//! Usage reports: prepared elsewhere, and fetched from there without a token within minutes.

use super::ask::{Answered, Ask};
use super::office::Office;
use super::{mailbox, user_rows};
use crate::directory::Allowance;
use crate::directory::Download;
use crate::entra::Caller;
use crate::graph::error;
use crate::wire::{Reply, Request};
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use uuid::Uuid;

const PER_APP: Allowance = Allowance {
    name: "reports of an app",
    units: 14,
    seconds: 600,
};
const PER_TENANT: Allowance = Allowance {
    name: "reports of a tenant",
    units: 40,
    seconds: 600,
};
const LINK_SECONDS: i64 = 300;
/// The numbers are that old.
const LAG: SignedDuration = SignedDuration::from_hours(48);

const COLUMNS: &str = "Report Refresh Date,User Principal Name,Display Name,Is Deleted,\
    Deleted Date,Created Date,Last Activity Date,Item Count,Storage Used (Byte),\
    Issue Warning Quota (Byte),Prohibit Send Quota (Byte),Prohibit Send/Receive Quota (Byte),\
    Deleted Item Count,Deleted Item Size (Byte),Deleted Item Quota (Byte),Has Archive,\
    Report Period\r\n";

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["reports", call]) if call.starts_with("getMailboxUsageDetail(") => {
            mailbox_usage(ask, call)
        }
        ("GET", ["admin", "reportSettings"]) => settings(ask),
        _ => return None,
    })
}

/// `getMailboxUsageDetail(period='D7')`: where the report can be fetched.
fn mailbox_usage(ask: &mut Ask<'_>, call: &str) -> Answered {
    ask.admit(&["Reports.Read.All"], Office::Reports)?;
    let period = call
        .split_once("period='")
        .and_then(|(_, rest)| rest.strip_suffix("')"));
    let days = match period {
        Some("D7") => 7,
        Some("D30") => 30,
        Some("D90") => 90,
        Some("D180") => 180,
        _ => {
            let text = "Invalid period. The supported values are D7, D30, D90 and D180.";
            return Err(ask.refuse(400, "BadRequest", text));
        }
    };
    if let Some((key, _)) = ask.request.query.first() {
        let text = format!("The query option '{key}' is not supported here.");
        return Err(ask.refuse(400, "BadRequest", &text));
    }
    ask.spend(PER_APP, true)?;
    ask.spend(PER_TENANT, false)?;
    let token = ask.world.dice.token(60);
    let until = ask.world.clock.in_seconds(LINK_SECONDS);
    let now = ask.now;
    let downloads = &mut ask.changing()?.0.directory.holdings.downloads;
    downloads.retain(|_, download| download.until > now);
    downloads.insert(token.clone(), Download { days, until });
    let base = ask.world.endpoints.downloads.as_str().trim_end_matches('/');
    Ok(
        Reply::redirect(&format!("{base}/reports/{token}.csv"))
            .header("Content-Type", "text/plain"),
    )
}

/// Whether names are hidden in reports.
fn settings(ask: &mut Ask<'_>) -> Answered {
    let permissions = ["ReportSettings.Read.All", "ReportSettings.ReadWrite.All"];
    ask.admit(&permissions, Office::Reports)?;
    let concealed = ask.contents().concealed_names;
    let row = json!({"displayConcealedNames": concealed});
    Ok(ask.thing(200, "admin/reportSettings", &row))
}

/// What is fetched from the place for prepared reports: the address is the only secret, and a
/// token beside it is refused.
pub(crate) fn download(world: &mut World, request: &Request) -> Reply {
    if request.header("authorization").is_some() {
        let text = "Only one authentication mechanism may be used.";
        return error(request, 400, "InvalidAuthenticationInfo", text);
    }
    let segments = request.segments();
    let token = match segments.as_slice() {
        [folder, file] if folder == "reports" => file.strip_suffix(".csv"),
        _ => None,
    };
    let now = world.clock.now();
    let found = token.and_then(|token| {
        let mut tenants = world.tenants.values();
        tenants.find_map(|tenant| {
            let download = tenant.directory.holdings.downloads.get(token)?;
            (download.until > now).then_some((tenant.id, download.days))
        })
    });
    let Some((tenant, days)) = found.filter(|_| request.method == "GET") else {
        let text = "The resource could not be found.";
        return error(request, 404, "itemNotFound", text);
    };
    let reader = Caller {
        tenant,
        app: Uuid::nil(),
        roles: BTreeSet::new(),
        scopes: BTreeSet::new(),
        user: None,
    };
    let text = Ask::new(world, &reader, request).map(|ask| csv(&ask, days));
    Reply::empty(200)
        .header("Content-Type", "application/octet-stream")
        .header(
            "Content-Disposition",
            "attachment; filename=\"MailboxUsageDetail.csv\"",
        )
        .body(text.unwrap_or_default())
}

fn csv(ask: &Ask<'_>, days: u32) -> String {
    let mut text = String::from("\u{feff}");
    text.push_str(COLUMNS);
    for number in 0..ask.directory().crowd.users {
        let row = user_rows::row(ask, number as usize);
        if let Some(row) = row.filter(|row| mailbox::purpose(ask, number, row).is_some()) {
            line(&mut text, ask, number, &row, days);
        }
    }
    text
}

fn line(text: &mut String, ask: &Ask<'_>, number: u32, row: &Value, days: u32) {
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let refreshed = ask.now.saturating_sub(LAG).unwrap_or(ask.now);
    let idle = SignedDuration::from_hours(24 * i64::from(number % 40));
    let active = refreshed.saturating_sub(idle).unwrap_or(refreshed);
    let shown = |property: &str| {
        let name = row[property].as_str().unwrap_or_default();
        if !ask.contents().concealed_names {
            return name.to_owned();
        }
        let digest = Sha256::digest(name.as_bytes());
        digest
            .iter()
            .take(16)
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02X}");
                text
            })
    };
    let (items, bytes) = (number % 5_000, u64::from(number % 900) * 1_048_576);
    let _ = write!(
        text,
        "{},{},{},False,,2024-03-01,{},{items},{bytes},52613349376,53150220288,53687091200,{},{},\
         32212254720,False,{days}\r\n",
        day(refreshed),
        shown("userPrincipalName"),
        shown("displayName"),
        day(active),
        items / 10,
        bytes / 10,
    );
}
