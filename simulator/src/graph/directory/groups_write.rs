//! Groups that are made, and who is put into them.

use crate::directory::Group;
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::groups;
use crate::journal::Act;
use crate::wire::Reply;
use std::collections::BTreeSet;
use uuid::Uuid;

const CREATE: [&str; 3] = [
    "Group.Create",
    "Group.ReadWrite.All",
    "Directory.ReadWrite.All",
];
const MEMBERS: [&str; 3] = [
    "GroupMember.ReadWrite.All",
    "Group.ReadWrite.All",
    "Directory.ReadWrite.All",
];
const DELETE: [&str; 1] = ["Group.ReadWrite.All"];
/// Groups Administrator, User Administrator, Privileged Role Administrator, Global Administrator.
const MANAGERS: [&str; 4] = [
    "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "62e90394-69f5-4237-9190-012177145e10",
];

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("POST", ["groups"]) => create(ask),
        ("DELETE", ["groups", id]) => delete(ask, id),
        ("POST", ["groups", id, "members", "$ref"]) => add_member(ask, id),
        ("DELETE", ["groups", id, "members", member, "$ref"]) => remove_member(ask, id, member),
        _ => return None,
    })
}

fn create(ask: &mut Ask<'_>) -> Answered {
    ask.needs_role(&CREATE, &MANAGERS)?;
    let body = ask.body()?;
    let display_name = ask.text(&body, "displayName")?;
    ask.text(&body, "mailNickname")?;
    let (Some(mail), Some(security)) = (
        body["mailEnabled"].as_bool(),
        body["securityEnabled"].as_bool(),
    ) else {
        return Err(
            ask.bad("A value is required for properties 'mailEnabled' and 'securityEnabled'.")
        );
    };
    if mail || !security {
        return Err(ask.bad("Only security groups without a mailbox are made here."));
    }
    let (tenant, dice) = ask.changing()?;
    let made = Group {
        id: dice.uuid(),
        display_name,
        security_enabled: security,
        members: BTreeSet::new(),
    };
    let id = made.id;
    tenant.directory.people.groups.insert(id, made);
    ask.did(Act::Created, "group", id.to_string());
    groups::one(ask, &id.to_string(), 201)
}

fn find(ask: &Ask<'_>, id: &str) -> Result<Uuid, Reply> {
    let found = id
        .parse::<Uuid>()
        .ok()
        .filter(|id| ask.directory().group(*id).is_some());
    found.ok_or_else(|| ask.not_found(id))
}

fn delete(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&DELETE, &MANAGERS)?;
    let id = find(ask, id)?;
    ask.changing()?.0.directory.people.groups.remove(&id);
    ask.did(Act::Deleted, "group", id.to_string());
    Ok(Reply::empty(204))
}

fn add_member(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&MEMBERS, &MANAGERS)?;
    let group = find(ask, id)?;
    let body = ask.body()?;
    let reference = body["@odata.id"].as_str().unwrap_or_default();
    let member = reference
        .rsplit('/')
        .next()
        .and_then(|text| text.parse::<Uuid>().ok());
    let directory = ask.directory();
    let known = member.filter(|id| {
        directory.account(*id).is_some()
            || directory.group(*id).is_some()
            || directory.user_number(*id).is_some()
    });
    let member = known.ok_or_else(|| ask.not_found(reference))?;
    let members = ask
        .changing()?
        .0
        .directory
        .people
        .groups
        .get_mut(&group)
        .map(|group| &mut group.members);
    if !members.is_some_and(|members| members.insert(member)) {
        let text = "One or more added object references already exist for the following modified \
            properties: 'members'.";
        return Err(ask.bad(text));
    }
    ask.did(Act::Created, "member", format!("{group}/{member}"));
    Ok(Reply::empty(204))
}

fn remove_member(ask: &mut Ask<'_>, id: &str, member: &str) -> Answered {
    ask.needs_role(&MEMBERS, &MANAGERS)?;
    let group = find(ask, id)?;
    let parsed = member.parse::<Uuid>().map_err(|_| ask.not_found(member))?;
    let members = ask
        .changing()?
        .0
        .directory
        .people
        .groups
        .get_mut(&group)
        .map(|group| &mut group.members);
    if !members.is_some_and(|members| members.remove(&parsed)) {
        return Err(ask.not_found(member));
    }
    ask.did(Act::Deleted, "member", format!("{group}/{member}"));
    Ok(Reply::empty(204))
}
