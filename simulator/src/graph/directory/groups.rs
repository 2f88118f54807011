//! `/groups`: those made by hand, then those of the crowd, and who is in them.

use crate::directory::Kind;
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::graph::directory::{user_rows, users};
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 6] = [
    "GroupMember.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];

pub(super) const SHAPE: Shape = Shape {
    filterable: &[
        "id",
        "displayName",
        "securityEnabled",
        "mailEnabled",
        "mailNickname",
    ],
    ..Shape::new(
        "group",
        "groups",
        &[
            "id",
            "displayName",
            "description",
            "mail",
            "mailEnabled",
            "mailNickname",
            "securityEnabled",
            "groupTypes",
            "membershipRule",
            "resourceProvisioningOptions",
            "isAssignableToRole",
            "onPremisesSyncEnabled",
            "visibility",
            "createdDateTime",
        ],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["groups"]) => list(ask),
        ("GET", ["groups", id]) if *id != "delta" => one(ask, id, 200),
        ("GET", ["groups", id, "members" | "transitiveMembers"]) => members(ask, id),
        _ => return None,
    })
}

/// A group made by hand, or the number of one of the crowd.
enum Found {
    Made(Uuid),
    Crowd(u32),
}

fn by_hand(ask: &Ask<'_>) -> Vec<Uuid> {
    ask.directory().people.groups.keys().copied().collect()
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let made = by_hand(ask);
    let places = made.len() + ask.directory().crowd.groups as usize;
    ask.list(&SHAPE, places, move |ask, place| match made.get(place) {
        Some(id) => row(ask, &Found::Made(*id)),
        None => row(ask, &Found::Crowd(u32::try_from(place - made.len()).ok()?)),
    })
}

fn find(ask: &Ask<'_>, id: &str) -> Result<Found, Reply> {
    let parsed = id
        .parse::<Uuid>()
        .map_err(|_| ask.bad(&format!("Invalid object identifier '{id}'.")))?;
    if ask.directory().group(parsed).is_some() {
        return Ok(Found::Made(parsed));
    }
    let number = ask.directory().crowd.number(Kind::Group, parsed);
    number.map(Found::Crowd).ok_or_else(|| ask.not_found(id))
}

/// Also the answer to whoever has just made it.
pub(super) fn one(ask: &mut Ask<'_>, id: &str, status: u16) -> Answered {
    if status == 200 {
        ask.needs(&READ)?;
    }
    let found = find(ask, id)?;
    let row = row(ask, &found).ok_or_else(|| ask.not_found(id))?;
    ask.one(status, &SHAPE, row)
}

fn row(ask: &Ask<'_>, found: &Found) -> Option<Value> {
    let number = match found {
        Found::Made(id) => {
            let group = ask.directory().group(*id)?;
            return Some(described(
                group.id,
                &group.display_name,
                group.security_enabled,
                false,
                None,
            ));
        }
        Found::Crowd(number) => *number,
    };
    let crowd = &ask.directory().crowd;
    let change = crowd.change_of(Kind::Group, number);
    if change.is_some_and(|change| change.removed.is_some()) {
        return None;
    }
    let modern = crowd.draw("modern", number, 3) == 0;
    let mail = modern.then(|| format!("group{number}@{}", crowd.domain));
    let mut row = described(
        crowd.id(Kind::Group, number),
        &format!("Group {number}"),
        !modern,
        modern,
        mail.as_deref(),
    );
    if let (Some(change), Some(row)) = (change, row.as_object_mut()) {
        row.extend(change.fields.clone());
    }
    Some(row)
}

/// One of the crowd's groups, when it is still there.
pub(super) fn crowd_row(ask: &Ask<'_>, number: u32) -> Option<Value> {
    row(ask, &Found::Crowd(number))
}

fn described(id: Uuid, name: &str, security: bool, modern: bool, mail: Option<&str>) -> Value {
    let (types, options): (&[&str], &[&str]) = if modern {
        (&["Unified"], &["Team"])
    } else {
        (&[], &[])
    };
    json!({
        "id": id,
        "displayName": name,
        "description": null,
        "mail": mail,
        "mailEnabled": modern,
        "mailNickname": name.to_lowercase().replace(' ', ""),
        "securityEnabled": security,
        "groupTypes": types,
        "membershipRule": null,
        "resourceProvisioningOptions": options,
        "isAssignableToRole": null,
        "onPremisesSyncEnabled": null,
        "visibility": modern.then_some("Private"),
        "createdDateTime": "2024-03-01T09:00:00Z",
    })
}

fn members(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&READ)?;
    match find(ask, id)? {
        Found::Made(group) => {
            let all: Vec<Uuid> = ask
                .directory()
                .group(group)
                .into_iter()
                .flat_map(|it| it.members.iter().copied())
                .collect();
            ask.list(&users::SHAPE, all.len(), move |ask, place| {
                made_member(ask, all[place])
            })
        }
        Found::Crowd(group) => {
            let places = ask.directory().crowd.users as usize;
            ask.list(&users::SHAPE, places, move |ask, place| {
                let user = u32::try_from(place).ok()?;
                ask.directory()
                    .crowd
                    .is_member(group, user)
                    .then(|| typed(user_rows::row(ask, place)))?
            })
        }
    }
}

fn typed(row: Option<Value>) -> Option<Value> {
    let mut row = row?;
    row["@odata.type"] = json!("#microsoft.graph.user");
    Some(row)
}

/// An account, a group, or somebody of the crowd.
fn made_member(ask: &Ask<'_>, id: Uuid) -> Option<Value> {
    let directory = ask.directory();
    if let Some(account) = directory.account(id) {
        return Some(json!({
            "@odata.type": "#microsoft.graph.user",
            "id": account.id,
            "displayName": account.display_name,
            "userPrincipalName": account.name,
            "accountEnabled": account.enabled,
        }));
    }
    if let Some(group) = directory.group(id) {
        return Some(
            json!({"@odata.type": "#microsoft.graph.group", "id": group.id, "displayName": group.display_name}),
        );
    }
    typed(user_rows::row(ask, directory.user_number(id)? as usize))
}
