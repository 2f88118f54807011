//! `/directoryRoles` and `/roleManagement/directory/roleAssignments`: who holds which office.

use super::ask::{Answered, Ask};
use super::query::Shape;
use crate::partner::roles;
use serde_json::{Value, json};
use uuid::{Uuid, uuid};

const READ: [&str; 4] = [
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
/// Every tenant has it in use.
const DIRECTORY_READERS: Uuid = uuid!("88d8e3e3-8f55-4a1e-953a-9b9898b8876b");

const ROLE: Shape = Shape {
    expandable: &["members"],
    ..Shape::new(
        "directoryRole",
        "directoryRoles",
        &["id", "displayName", "roleTemplateId"],
    )
};
const ASSIGNMENT: Shape = Shape {
    filterable: &["roleDefinitionId", "principalId"],
    expandable: &["principal"],
    ..Shape::new(
        "unifiedRoleAssignment",
        "roleManagement/directory/roleAssignments",
        &["id", "principalId", "roleDefinitionId", "directoryScopeId"],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["directoryRoles"]) => in_use(ask),
        ("GET", ["roleManagement", "directory", "roleAssignments"]) => assignments(ask),
        (_, ["directoryRoles"] | ["roleManagement", "directory", "roleAssignments"]) => {
            Err(ask.not_allowed())
        }
        _ => return None,
    })
}

/// Role template and account.
fn holders(ask: &Ask<'_>) -> Vec<(Uuid, Uuid)> {
    let accounts = ask.directory().people.accounts.values();
    accounts
        .flat_map(|account| {
            let roles = account.roles.iter().filter_map(|role| role.parse().ok());
            roles.map(|role| (role, account.id))
        })
        .collect()
}

fn person(ask: &Ask<'_>, id: Uuid) -> Value {
    let account = ask.directory().account(id);
    json!({
        "@odata.type": "#microsoft.graph.user",
        "id": id,
        "displayName": account.map(|account| account.display_name.clone()),
        "userPrincipalName": account.map(|account| account.name.clone()),
    })
}

fn in_use(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    if ask.request.query_value("$top").is_some() {
        return Err(ask.unsupported("$top is not supported here."));
    }
    let held = holders(ask);
    let in_use = |id: &Uuid| *id == DIRECTORY_READERS || held.iter().any(|(role, _)| role == id);
    let rows: Vec<Value> = roles::known()
        .filter(|(_, id)| in_use(id))
        .map(|(name, id)| {
            let members = held.iter().filter(|(role, _)| *role == id);
            let members: Vec<Value> = members.map(|(_, who)| person(ask, *who)).collect();
            json!({
                "id": Uuid::new_v5(&ask.id(), id.as_bytes()),
                "displayName": name,
                "roleTemplateId": id,
                "members": members,
            })
        })
        .collect();
    let expand = ask.request.query_value("$expand").is_some();
    ask.list(&ROLE, rows.len(), |_, place| {
        let mut row = rows.get(place)?.clone();
        if let Some(row) = row.as_object_mut().filter(|_| !expand) {
            row.remove("members");
        }
        Some(row)
    })
}

fn assignments(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let held = holders(ask);
    let expand = ask.request.query_value("$expand").is_some();
    ask.list(&ASSIGNMENT, held.len(), |ask, place| {
        let (role, who) = held.get(place)?;
        let mut row = json!({
            "id": Uuid::new_v5(role, who.as_bytes()).simple().to_string(),
            "principalId": who,
            "roleDefinitionId": role,
            "directoryScopeId": "/",
        });
        if expand {
            row["principal"] = person(ask, *who);
        }
        Some(row)
    })
}
