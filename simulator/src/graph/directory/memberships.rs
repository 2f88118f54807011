//! `getMemberGroups`, `memberOf`, `transitiveMemberOf`: in which groups somebody is, also through other
//! groups, and which offices they hold.

use super::ask::{Answered, Ask};
use super::query::Shape;
use super::users;
use crate::directory::Kind;
use crate::partner::roles;
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

/// It takes both: one to see the person, one to see groups. Whoever reads the directory may do both.
const PERSON: [&str; 5] = [
    "User.Read",
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
const GROUPS: [&str; 6] = [
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
/// Groups and offices alike.
const OBJECT: Shape = Shape::new(
    "directoryObject",
    "directoryObjects",
    &["id", "displayName", "roleTemplateId"],
);
/// Graph names no more at once.
const MOST: usize = 11_000;

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    if let ["users", id, "memberOf" | "transitiveMemberOf"] = path {
        return Some(match ask.method() {
            "GET" => memberships(ask, id),
            _ => Err(ask.not_allowed()),
        });
    }
    let named = match path {
        ["me", "getMemberGroups"] => None,
        ["users", id, "getMemberGroups"] => Some(*id),
        _ => return None,
    };
    Some(match ask.method() {
        "POST" => of_somebody(ask, named),
        _ => Err(ask.not_allowed()),
    })
}

fn of_somebody(ask: &mut Ask<'_>, named: Option<&str>) -> Answered {
    let own = ask.caller.user.as_ref().map(|user| user.id);
    let id = match (named, own) {
        (None, None) => {
            let text = "/me request is only valid with delegated authentication flow.";
            return Err(ask.refuse(400, "BadRequest", text));
        }
        (None, Some(own)) => own.to_string(),
        (Some(named), _) => named.to_owned(),
    };
    let of_oneself = own.is_some_and(|own| own.to_string() == id);
    // The permission to see oneself is none to see others.
    let person = if of_oneself {
        &PERSON[..]
    } else {
        &PERSON[1..]
    };
    if !ask.caller.may(person) || !ask.caller.may(&GROUPS) {
        return Err(ask.denied());
    }
    let body = ask.body()?;
    let Some(security) = body["securityEnabledOnly"].as_bool() else {
        let text = "The value of parameter 'securityEnabledOnly' is missing or no Boolean.";
        return Err(ask.bad(text));
    };
    let groups = groups_of(ask, &id, security)?;
    if groups.len() > MOST {
        let text = "The specified result set is too large.";
        return Err(ask.refuse(400, "Directory_ResultSizeLimitExceeded", text));
    }
    let context = ask.context("Collection(Edm.String)");
    Ok(Reply::json(
        200,
        &json!({"@odata.context": context, "value": groups}),
    ))
}

fn groups_of(ask: &Ask<'_>, id: &str, security: bool) -> Result<Vec<Uuid>, Reply> {
    let directory = ask.directory();
    let account = id.parse().ok().and_then(|id| directory.account(id));
    if let Some(account) = account.or_else(|| directory.account_named(id)) {
        let all = directory.groups_of(account.id).into_iter();
        let wanted = |id: &Uuid| {
            let group = directory.group(*id);
            group.is_some_and(|group| group.security_enabled || !security)
        };
        return Ok(all.filter(wanted).collect());
    }
    let number = users::find(ask, id)?;
    let crowd = &directory.crowd;
    let theirs = (0..crowd.groups).filter(|group| crowd.is_member(*group, number));
    let wanted = theirs.filter(|group| {
        let row = super::groups::crowd_row(ask, *group);
        row.is_some_and(|row| !security || row["securityEnabled"] == Value::Bool(true))
    });
    Ok(wanted.map(|group| crowd.id(Kind::Group, group)).collect())
}

/// Who may see people sees what they are in.
fn memberships(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&PERSON[1..])?;
    let number = users::find(ask, id)?;
    let directory = ask.directory();
    let (crowd, user) = (&directory.crowd, directory.crowd.id(Kind::User, number));
    let offices = crowd.change_of(Kind::User, number);
    let offices = offices.map(|change| &change.roles).into_iter().flatten();
    let mut rows: Vec<Value> = offices
        .map(|role| {
            let mut known = roles::known();
            let name = known.find(|(_, id)| id.to_string() == *role);
            json!({
                "@odata.type": "#microsoft.graph.directoryRole",
                "id": Uuid::new_v5(&ask.id(), role.as_bytes()),
                "displayName": name.map(|(name, _)| name),
                "roleTemplateId": role,
            })
        })
        .collect();
    let of_crowd = (0..crowd.groups).filter(|group| crowd.is_member(*group, number));
    let of_crowd = of_crowd.map(|group| crowd.id(Kind::Group, group));
    let groups = directory.groups_of(user).into_iter().chain(of_crowd);
    rows.extend(groups.map(|id| json!({"@odata.type": "#microsoft.graph.group", "id": id})));
    ask.list(&OBJECT, rows.len(), |_, place| rows.get(place).cloned())
}
