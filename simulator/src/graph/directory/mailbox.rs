//! `/users/{id}/mailboxSettings`: what kind of mailbox somebody has, if any.

use super::ask::{Answered, Ask};
use super::office::Office;
use super::{user_rows, users};
use crate::wire::Reply;
use serde_json::{Value, json};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["users", id, "mailboxSettings"]) => settings(ask, id, "userPurpose"),
        ("GET", ["users", id, "mailboxSettings", "userPurpose"]) => settings(ask, id, "value"),
        _ => return None,
    })
}

/// Licensed people have one of their own; of the others, few have a shared one.
pub(super) fn purpose(ask: &Ask<'_>, number: u32, row: &Value) -> Option<&'static str> {
    if row["mail"].is_null() || row["userType"] == "Guest" {
        return None;
    }
    let licensed = row["assignedLicenses"].as_array();
    if licensed.is_some_and(|all| !all.is_empty()) {
        return Some("user");
    }
    match ask.directory().crowd.draw("mailbox", number, 4) {
        0 => None,
        1 => Some("room"),
        _ => Some("shared"),
    }
}

fn settings(ask: &mut Ask<'_>, id: &str, name: &str) -> Answered {
    ask.admit(&["MailboxSettings.Read"], Office::Mail)?;
    let number = users::find(ask, id)?;
    let row = user_rows::row(ask, number as usize).ok_or_else(|| ask.not_found(id))?;
    let kind = purpose(ask, number, &row).ok_or_else(|| {
        let text = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
        ask.refuse(404, "MailboxNotEnabledForRESTAPI", text)
    })?;
    Ok(Reply::json(200, &json!({name: kind})))
}
