//! `/users`: lists, one of them, whom they report to.

use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::{Query, Shape};
use crate::graph::directory::{licences_write, user_changes, user_rows, users_write};
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) const READ: [&str; 4] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];

pub(super) const SHAPE: Shape = Shape {
    usual: &[
        "businessPhones",
        "displayName",
        "givenName",
        "id",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
    ],
    filterable: &[
        "id",
        "userPrincipalName",
        "mail",
        "accountEnabled",
        "userType",
        "displayName",
        "department",
        "employeeId",
    ],
    expandable: &[
        "manager",
        "manager($levels=1;$select=id,userPrincipalName)",
        "manager($levels=1;$select=id)",
    ],
    single_only: &[
        "aboutMe",
        "birthday",
        "hireDate",
        "mailboxSettings",
        "skills",
        "interests",
        "schools",
    ],
    ..Shape::new(
        "user",
        "users",
        &[
            "id",
            "userPrincipalName",
            "displayName",
            "givenName",
            "surname",
            "mail",
            "mailNickname",
            "accountEnabled",
            "userType",
            "jobTitle",
            "department",
            "companyName",
            "officeLocation",
            "businessPhones",
            "mobilePhone",
            "streetAddress",
            "city",
            "state",
            "postalCode",
            "country",
            "usageLocation",
            "preferredLanguage",
            "proxyAddresses",
            "otherMails",
            "assignedLicenses",
            "licenseAssignmentStates",
            "createdDateTime",
            "deletedDateTime",
            "signInSessionsValidFromDateTime",
            "onPremisesSyncEnabled",
            "onPremisesImmutableId",
            "onPremisesSamAccountName",
            "employeeId",
            "externalUserState",
            "signInActivity",
        ],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["users"]) => list(ask),
        ("GET", ["users", "delta" | "delta()"]) => user_changes::answer(ask),
        ("GET", ["users", "$count"]) => count(ask),
        ("GET", ["users", id]) => one(ask, id),
        ("GET", ["users", id, "manager"]) => manager(ask, id),
        ("POST", ["users"]) => users_write::create(ask),
        ("PATCH", ["users", id]) => users_write::update(ask, id),
        ("DELETE", ["users", id]) => users_write::delete(ask, id),
        ("POST", ["users", id, "revokeSignInSessions"]) => users_write::revoke_sessions(ask, id),
        ("POST", ["users", id, "assignLicense"]) => licences_write::assign(ask, id),
        (
            _,
            ["users"]
            | ["users", _]
            | [
                "users",
                _,
                "manager" | "revokeSignInSessions" | "assignLicense",
            ],
        ) => Err(ask.not_allowed()),
        _ => return None,
    })
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let query = Query::read(ask, &SHAPE)?;
    let shape = with_sign_ins(ask, &query)?;
    let expand = query.expand.is_some();
    let places = ask.directory().crowd.users as usize;
    ask.list(&shape, places, |ask, place| {
        let mut row = user_rows::row(ask, place)?;
        if expand {
            let number = u32::try_from(place).ok()?;
            if let Some(manager) =
                user_rows::manager_of(ask, number).and_then(|it| user_rows::row(ask, it as usize))
            {
                row["manager"] = json!({
                    "@odata.type": "#microsoft.graph.user",
                    "id": manager["id"],
                    "userPrincipalName": manager["userPrincipalName"],
                });
            }
        }
        Some(row)
    })
}

/// When people signed in last is told to those who pay for it, and in smaller pages.
fn with_sign_ins(ask: &Ask<'_>, query: &Query) -> Result<Shape, Reply> {
    if !query.selects("signInActivity") {
        return Ok(SHAPE);
    }
    if !ask.contents().p1 {
        let text = "Neither tenant is B2C or tenant doesn't have premium license";
        return Err(ask.refuse(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            text,
        ));
    }
    if !ask.caller.may(&["AuditLog.Read.All"]) {
        return Err(ask.denied());
    }
    Ok(Shape {
        usual_page: 100,
        largest_page: 120,
        ..SHAPE
    })
}

fn count(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    if ask.request.header("consistencylevel").is_none() {
        return Err(ask.unsupported("$count is not currently supported."));
    }
    let all = (0..ask.directory().crowd.users as usize)
        .filter(|place| user_rows::row(ask, *place).is_some());
    let count = all.count().to_string();
    Ok(Reply::empty(200)
        .header("Content-Type", "text/plain")
        .body(count))
}

/// By id, or by the name that it signs in with.
pub(super) fn find(ask: &Ask<'_>, id: &str) -> Result<u32, Reply> {
    let known = id
        .parse::<Uuid>()
        .ok()
        .and_then(|id| ask.directory().visible_user(id, ask.now));
    let named =
        || named(ask, id).filter(|number| ask.directory().crowd.is_visible(*number, ask.now));
    known.or_else(named).ok_or_else(|| ask.not_found(id))
}

/// Who signs in with this name, whether every server knows it or not.
pub(super) fn named(ask: &Ask<'_>, name: &str) -> Option<u32> {
    let of = |number: &u32| {
        user_rows::removal(ask, *number).is_none()
            && user_rows::name(ask, *number).eq_ignore_ascii_case(name)
    };
    let looks_like_one = name.contains('@');
    looks_like_one.then(|| (0..ask.directory().crowd.users).find(of))?
}

fn one(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&READ)?;
    let number = find(ask, id)?;
    let shape = with_sign_ins(ask, &Query::read(ask, &SHAPE)?)?;
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    ask.one(200, &shape, row)
}

fn manager(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&READ)?;
    let number = find(ask, id)?;
    let row = user_rows::manager_of(ask, number)
        .and_then(|manager| user_rows::row(ask, manager as usize));
    let row = row.ok_or_else(|| ask.not_found("manager"))?;
    ask.one(200, &SHAPE, row)
}
