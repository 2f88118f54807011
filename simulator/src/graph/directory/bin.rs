//! `/directory/deletedItems`: who lies in the bin, and how they come out of it.

use crate::directory::{Kind, Removal};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::{user_rows, users, users_write};
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::Value;
use uuid::Uuid;

const USER: &str = "microsoft.graph.user";
const READ: [&str; 5] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "User.DeleteRestore.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    let ["directory", "deletedItems", rest @ ..] = path else {
        return None;
    };
    Some(match (ask.method(), rest) {
        ("GET", [USER]) => list(ask),
        ("GET", [id] | [id, USER]) => one(ask, id),
        ("DELETE", [id]) => forget(ask, id),
        ("POST", [id, "restore"]) => restore(ask, id),
        _ => Err(ask.not_allowed()),
    })
}

fn find(ask: &Ask<'_>, id: &str) -> Result<u32, Reply> {
    let found = id.parse::<Uuid>().ok();
    let found = found.and_then(|id| ask.directory().binned_user(id, ask.now));
    found.ok_or_else(|| ask.not_found(id))
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let places = ask.directory().crowd.users as usize;
    ask.list(&users::SHAPE, places, |ask, place| {
        user_rows::in_bin(ask, u32::try_from(place).ok()?)
    })
}

fn one(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&READ)?;
    let number = find(ask, id)?;
    let row = user_rows::in_bin(ask, number).unwrap_or(Value::Null);
    ask.one(200, &users::SHAPE, row)
}

/// For good.
fn forget(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&["User.DeleteRestore.All"], &users_write::MANAGERS)?;
    let number = find(ask, id)?;
    users_write::check_ordinary(ask, number)?;
    let crowd = &mut ask.changing()?.0.directory.crowd;
    crowd.change(Kind::User, number, |change| {
        change.removed = Some(Removal::Permanent);
    });
    Ok(Reply::empty(204))
}

fn restore(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&users_write::REMOVE, &users_write::MANAGERS)?;
    let number = find(ask, id)?;
    users_write::check_ordinary(ask, number)?;
    let name = user_rows::name(ask, number);
    users_write::check_free(ask, &name)?;
    let crowd = &mut ask.changing()?.0.directory.crowd;
    crowd.change(Kind::User, number, |change| {
        change.removed = None;
        change.removed_at = None;
    });
    let user = crowd.id(Kind::User, number);
    ask.did(Act::Created, "user", user.to_string());
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    ask.one(200, &users::SHAPE, row)
}
