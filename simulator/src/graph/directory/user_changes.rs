//! `/users/delta`: everybody once, then what changed since.

use crate::directory::{Kind, Removal};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::{Query, Shape};
use crate::graph::directory::{user_rows, users};
use crate::wire::Reply;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// So long is the place of a reader kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
const PAGE: usize = 200;

/// Where a reader is: in the list of all from `at`, or in the changes since `since`.
struct Place {
    since: u64,
    from_all: bool,
    at: usize,
    issued: Timestamp,
}

pub(super) fn answer(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&users::READ)?;
    let mut resumed = None;
    let mut latest = false;
    for (key, value) in &ask.request.query {
        match key.to_ascii_lowercase().as_str() {
            "$skiptoken" => resumed = Some((read_token(ask, value)?, false)),
            "$deltatoken" if value == "latest" => latest = true,
            "$deltatoken" => resumed = Some((read_token(ask, value)?, true)),
            "$select" | "$filter" => {}
            _ => {
                let text = format!("The query parameter '{key}' is not supported on delta.");
                return Err(ask.unsupported(&text));
            }
        }
    }
    let now = ask.now;
    let place = match resumed {
        Some((place, _)) if now.duration_since(place.issued) > KEPT => return Err(gone(ask)),
        // A new round over what changed since the last one ended.
        Some((place, true)) => Place {
            from_all: false,
            at: 0,
            issued: now,
            ..place
        },
        Some((place, false)) => place,
        None => Place {
            since: ask.directory().crowd.written(),
            from_all: true,
            at: 0,
            issued: now,
        },
    };
    if latest {
        return Ok(page(ask, &[], None, ask.directory().crowd.written()));
    }
    // The options are those of the first call; a token carries the list that they belong to.
    let query = Query::read(
        ask,
        &Shape {
            filterable: &["id"],
            ..users::SHAPE
        },
    )
    .or_else(|refusal| {
        if ask
            .request
            .query
            .iter()
            .any(|(key, _)| key.to_ascii_lowercase().ends_with("token"))
        {
            Ok(Query::default())
        } else {
            Err(refusal)
        }
    })?;
    if place.from_all {
        Ok(everybody(ask, &query, &place))
    } else {
        changes(ask, &query, &place)
    }
}

fn gone(ask: &Ask<'_>) -> Reply {
    let text = "The sync state generation is not found; you must restart the synchronization.";
    ask.refuse(410, "syncStateNotFound", text)
}

fn everybody(ask: &Ask<'_>, query: &Query, place: &Place) -> Reply {
    let all = ask.directory().crowd.users as usize;
    let end = (place.at + PAGE).min(all);
    let rows = (place.at..end).filter_map(|number| user_rows::recorded(ask, number));
    let rows = rows.filter(|row| query.accepts(row));
    let rows: Vec<Value> = rows.map(|row| query.project(&users::SHAPE, row)).collect();
    let next = (end < all).then(|| {
        token(&Place {
            at: end,
            issued: ask.now,
            ..*place
        })
    });
    page(ask, &rows, next.as_deref(), place.since)
}

/// What changed more than once may come more than once.
fn changes(ask: &Ask<'_>, query: &Query, place: &Place) -> Answered {
    let crowd = &ask.directory().crowd;
    let changed = crowd
        .changed_since(Kind::User, place.since)
        .ok_or_else(|| gone(ask))?;
    let end = (place.at + PAGE).min(changed.len());
    let row = |number: &u32| match user_rows::removal(ask, *number) {
        None => {
            user_rows::recorded(ask, *number as usize).map(|row| query.project(&users::SHAPE, row))
        }
        Some(removal) => {
            let reason = if removal == Removal::Soft {
                "changed"
            } else {
                "deleted"
            };
            Some(json!({"id": crowd.id(Kind::User, *number), "@removed": {"reason": reason}}))
        }
    };
    let rows: Vec<Value> = changed[place.at.min(end)..end]
        .iter()
        .filter_map(row)
        .collect();
    let next = (end < changed.len()).then(|| {
        token(&Place {
            at: end,
            issued: ask.now,
            ..*place
        })
    });
    Ok(page(ask, &rows, next.as_deref(), crowd.written()))
}

fn page(ask: &Ask<'_>, rows: &[Value], next: Option<&str>, since: u64) -> Reply {
    let select = ask
        .request
        .query_value("$select")
        .map(|select| ("$select", select));
    let link = |name: &'static str, token: &str| {
        let mut pairs = vec![(name, token)];
        pairs.extend(select);
        ask.link(&pairs)
    };
    let mut body = json!({"@odata.context": ask.context("users"), "value": rows});
    if let Some(next) = next {
        body["@odata.nextLink"] = json!(link("$skiptoken", next));
    } else {
        let place = Place {
            since,
            from_all: false,
            at: 0,
            issued: ask.now,
        };
        body["@odata.deltaLink"] = json!(link("$deltatoken", &token(&place)));
    }
    Reply::json(200, &body)
}

fn token(place: &Place) -> String {
    let kind = if place.from_all { "a" } else { "c" };
    format!(
        "{kind}.{}.{}.{}",
        place.since,
        place.at,
        place.issued.as_second()
    )
}

fn read_token(ask: &Ask<'_>, text: &str) -> Result<Place, Reply> {
    let bad = || ask.refuse(400, "badRequest", "The delta token is malformed.");
    let parts: Vec<&str> = text.split('.').collect();
    let [kind, since, at, issued] = parts.as_slice() else {
        return Err(bad());
    };
    let number = |text: &str| text.parse::<u64>().map_err(|_| bad());
    let issued = i64::try_from(number(issued)?)
        .ok()
        .and_then(|second| Timestamp::from_second(second).ok());
    Ok(Place {
        since: number(since)?,
        from_all: *kind == "a",
        at: usize::try_from(number(at)?).map_err(|_| bad())?,
        issued: issued.ok_or_else(bad)?,
    })
}
