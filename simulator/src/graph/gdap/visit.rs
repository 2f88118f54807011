//! One request, and who is asking.

use super::problem::{self, Answered};
use super::query::{Options, Query, Shape};
use crate::directory::permissions::PARTNER_CUSTOMER_ADMINISTRATION;
use crate::entra::Caller;
use crate::journal::{Act, Deed};
use crate::partner::relationship::Relationship;
use crate::partner::{Partner, staff};
use crate::wire::{Reply, Request};
use crate::world::World;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const READ: &str = "DelegatedAdminRelationship.Read.All";
const WRITE: &str = "DelegatedAdminRelationship.ReadWrite.All";

pub(super) struct Visit<'a> {
    pub world: &'a mut World,
    pub caller: &'a Caller,
    pub request: &'a Request,
    pub now: Timestamp,
}

/// What a call does, as far as it matters for who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    Read,
    /// The calls for which the documents name the app-only prerequisite.
    Make,
    Change,
}

impl<'a> Visit<'a> {
    pub(super) fn new(world: &'a mut World, caller: &'a Caller, request: &'a Request) -> Self {
        let now = world.clock.now();
        Self {
            world,
            caller,
            request,
            now,
        }
    }

    /// Whether this caller may do that here at all.
    pub(super) fn admit(&self, errand: Errand) -> Answered<()> {
        let permissions: &[&str] = match errand {
            Errand::Read => &[READ, WRITE],
            Errand::Make | Errand::Change => &[WRITE],
        };
        if !self.caller.may(permissions) {
            return Err(problem::denied(self.request));
        }
        if !self.world.partners.contains_key(&self.caller.tenant) {
            return Err(problem::forbidden(self.request));
        }
        match &self.caller.user {
            Some(user) if !user.mfa => Err(match errand {
                Errand::Make => problem::forbidden(self.request),
                Errand::Read | Errand::Change => problem::no_second_factor(self.request),
            }),
            Some(user) => {
                let agent = staff::is_admin_agent(self.world, self.caller.tenant, user.id);
                if errand == Errand::Read || agent {
                    Ok(())
                } else {
                    Err(problem::forbidden(self.request))
                }
            }
            None => {
                let (tenant, app) = (self.caller.tenant, PARTNER_CUSTOMER_ADMINISTRATION);
                if errand == Errand::Make && !staff::has_service_principal(self.world, tenant, app)
                {
                    return Err(problem::forbidden(self.request));
                }
                Ok(())
            }
        }
    }

    pub(super) fn partner(&self) -> Answered<&Partner> {
        let partner = self.world.partners.get(&self.caller.tenant);
        partner.ok_or_else(|| problem::forbidden(self.request))
    }

    pub(super) fn partner_mut(&mut self) -> Answered<&mut Partner> {
        let partner = self.world.partners.get_mut(&self.caller.tenant);
        partner.ok_or_else(|| problem::forbidden(self.request))
    }

    pub(super) fn relationship(&self, id: &str) -> Answered<&Relationship> {
        let found = self.partner()?.relationship(id);
        found.ok_or_else(|| problem::not_found(self.request))
    }

    pub(super) fn relationship_mut(&mut self, id: &str) -> Answered<&mut Relationship> {
        let missing = problem::not_found(self.request);
        self.partner_mut()?.relationship_mut(id).ok_or(missing)
    }

    /// The body's object, without annotations. Everything in it must be known.
    pub(super) fn body(&self, known: &[&str]) -> Answered<Map<String, Value>> {
        let Some(Value::Object(mut body)) = self.request.json() else {
            let text = "Unable to read JSON request payload. Please ensure Content-Type header \
                        is set and payload is of valid JSON format.";
            return Err(problem::bad(self.request, text));
        };
        body.retain(|name, _| !name.starts_with('@'));
        if let Some(strange) = body.keys().find(|name| !known.contains(&name.as_str())) {
            let text = format!("The property '{strange}' cannot be set.");
            return Err(problem::bad(self.request, &text));
        }
        Ok(body)
    }

    /// Whether the caller understands members that enumerations got later.
    pub(super) fn knows_new_members(&self) -> bool {
        let prefer = self.request.header("prefer").unwrap_or_default();
        let mut wishes = prefer.split([',', ';']).map(str::trim);
        wishes.any(|wish| wish.eq_ignore_ascii_case("include-unknown-enum-members"))
    }

    pub(super) fn did(&mut self, act: Act, kind: &'static str, id: &str, customer: Option<Uuid>) {
        self.world.journal.did(Deed {
            at: self.now,
            act,
            kind,
            id: id.to_owned(),
            tenant: self.caller.tenant,
            customer,
            by_app: Some(self.caller.app),
        });
    }

    /// Where something is, as the cloud's own address.
    pub(super) fn address(&self, path: &str) -> String {
        let base = self.world.endpoints.graph.as_str().trim_end_matches('/');
        let version = self.request.segments().into_iter().next();
        let version = version.unwrap_or_else(|| "v1.0".to_owned());
        format!("{base}/{version}/{path}")
    }

    pub(super) fn one(
        &self,
        status: u16,
        shape: &Shape,
        path: &str,
        row: Value,
    ) -> Answered<Reply> {
        let query = Query::read(self.request, shape, Options::Select)?;
        Ok(Reply::json(
            status,
            &self.in_context(path, query.project(row)),
        ))
    }

    pub(super) fn in_context(&self, path: &str, row: Value) -> Value {
        let mut all = Map::new();
        let context = self.address(&format!("$metadata#{path}/$entity"));
        all.insert("@odata.context".to_owned(), json!(context));
        if let Value::Object(row) = row {
            all.extend(row);
        }
        Value::Object(all)
    }

    /// One page of a list. Per page only so many rows are looked at, whatever the filter keeps.
    pub(super) fn list(&mut self, shape: &Shape, path: &str, rows: Vec<Value>) -> Answered<Reply> {
        let query = Query::read(self.request, shape, Options::List)?;
        let key = self.list_key();
        let mut rows = rows;
        query.sort(&mut rows);
        let total = rows.iter().filter(|row| query.accepts(row)).count();
        let (now, invalid) = (
            self.now,
            problem::odata(self.request, "Invalid skip token."),
        );
        let start = match &query.token {
            None => 0,
            Some(token) => self
                .partner()?
                .pages
                .find(token, &key, now)
                .ok_or(invalid)?,
        };
        let most = query.top.unwrap_or(shape.largest_page);
        let reach = self.partner()?.quirks.rows_looked_at.max(1);
        let (mut page, mut looked) = (Vec::new(), 0);
        let length = rows.len();
        for row in rows.into_iter().skip(start) {
            if page.len() == most || looked == reach {
                break;
            }
            looked += 1;
            if query.accepts(&row) {
                page.push(query.project(row));
            }
        }
        let mut body = Map::new();
        body.insert(
            "@odata.context".to_owned(),
            json!(self.address(&format!("$metadata#{path}"))),
        );
        if query.count {
            body.insert("@odata.count".to_owned(), json!(total));
        }
        if start + looked < length {
            let next = self.next_link(&key, start + looked)?;
            body.insert("@odata.nextLink".to_owned(), json!(next));
        }
        body.insert("value".to_owned(), Value::Array(page));
        Ok(Reply::json(200, &Value::Object(body)))
    }

    /// The list and all that was asked of it, without the place in it.
    fn list_key(&self) -> String {
        let place = |key: &String| key.eq_ignore_ascii_case("$skiptoken");
        let mut key = self.request.path.clone();
        for (separator, (name, value)) in std::iter::once('?')
            .chain(std::iter::repeat('&'))
            .zip(self.request.query.iter().filter(|(name, _)| !place(name)))
        {
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            key.push(separator);
            key.push_str(name);
            key.push('=');
            key.push_str(&value);
        }
        key
    }

    fn next_link(&mut self, key: &str, position: usize) -> Answered<String> {
        let forbidden = problem::forbidden(self.request);
        let base = self
            .world
            .endpoints
            .graph
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let World { partners, dice, .. } = &mut *self.world;
        let partner = partners.get_mut(&self.caller.tenant).ok_or(forbidden)?;
        let token = partner.pages.issue(dice, key, position, self.now);
        let separator = if key.contains('?') { '&' } else { '?' };
        Ok(format!("{base}{key}{separator}$skiptoken={token}"))
    }
}
