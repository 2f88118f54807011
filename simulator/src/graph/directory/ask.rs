//! One request to a directory, and who is asking.

use crate::directory::Directory;
use crate::entra::Caller;
use crate::graph::directory::query::{Query, Shape};
use crate::graph::{error, error_about};
use crate::scenario::Contents;
use crate::wire::{Reply, Request};
use crate::world::{Tenant, World};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// A good answer or a refusal: both are replies.
pub(crate) type Answered = Result<Reply, Reply>;

/// Roles that read a whole directory.
const READERS: [&str; 8] = [
    // Global Reader, Directory Readers, Directory Writers, Application Administrator, Cloud
    // Application Administrator, Privileged Role Administrator, User Administrator, Global
    // Administrator.
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
    "9360feb5-f418-4baa-8175-e2a00bac4301",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "158c047a-c907-4556-b7ef-446551a6b5f7",
    "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "62e90394-69f5-4237-9190-012177145e10",
];

pub(crate) struct Ask<'a> {
    pub world: &'a mut World,
    pub caller: &'a Caller,
    pub request: &'a Request,
    pub now: Timestamp,
}

impl<'a> Ask<'a> {
    /// Nothing when the token's tenant is not of this world.
    pub(crate) fn new(
        world: &'a mut World,
        caller: &'a Caller,
        request: &'a Request,
    ) -> Option<Self> {
        world.tenants.get(&caller.tenant)?;
        let now = world.clock.now();
        Some(Self {
            world,
            caller,
            request,
            now,
        })
    }

    pub(crate) fn method(&self) -> &str {
        self.request.method.as_str()
    }

    pub(crate) fn id(&self) -> Uuid {
        self.caller.tenant
    }

    pub(crate) fn tenant(&self) -> &Tenant {
        &self.world.tenants[&self.caller.tenant]
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.tenant().directory
    }

    pub(crate) fn contents(&self) -> &Contents {
        &self.tenant().contents
    }

    /// The tenant to change, with the source of chance beside it.
    pub(crate) fn changing(&mut self) -> Result<(&mut Tenant, &mut crate::dice::Dice), Reply> {
        let World { tenants, dice, .. } = &mut *self.world;
        match tenants.get_mut(&self.caller.tenant) {
            Some(tenant) => Ok((tenant, dice)),
            None => Err(error(
                self.request,
                404,
                "Request_ResourceNotFound",
                "The tenant is gone.",
            )),
        }
    }

    /// One of these permissions; a person also needs a role that lets it read the directory.
    pub(crate) fn needs(&self, permissions: &[&str]) -> Result<(), Reply> {
        self.needs_role(permissions, &READERS)
    }

    /// One of these permissions; a person also needs one of these roles. Without any role in
    /// another's tenant Graph does not even know who that is.
    pub(crate) fn needs_role(&self, permissions: &[&str], roles: &[&str]) -> Result<(), Reply> {
        if !self.caller.may(permissions) {
            return Err(self.denied());
        }
        let Some(user) = &self.caller.user else {
            return Ok(());
        };
        if user.directory_roles.is_empty() && user.home != self.caller.tenant {
            let text = "Unable to initialize the authorization context.";
            return Err(error(self.request, 403, "UnknownError", text));
        }
        // A member of the tenant may read its directory as it is.
        let at_home = user.home == self.caller.tenant && self.method() == "GET";
        if at_home
            || roles
                .iter()
                .any(|role| user.directory_roles.contains(*role))
        {
            Ok(())
        } else {
            Err(self.denied())
        }
    }

    pub(crate) fn denied(&self) -> Reply {
        let text = "Insufficient privileges to complete the operation.";
        error(self.request, 403, "Authorization_RequestDenied", text)
    }

    pub(crate) fn bad(&self, text: &str) -> Reply {
        error(self.request, 400, "Request_BadRequest", text)
    }

    /// As [`bad`](Self::bad), with what is wrong in particular.
    pub(crate) fn bad_in(&self, text: &str, code: &str, target: &str) -> Reply {
        let detail = Some((code, target));
        error_about(self.request, 400, "Request_BadRequest", text, detail)
    }

    pub(crate) fn refuse(&self, status: u16, code: &str, text: &str) -> Reply {
        error(self.request, status, code, text)
    }

    pub(crate) fn unsupported(&self, text: &str) -> Reply {
        error(self.request, 400, "Request_UnsupportedQuery", text)
    }

    pub(crate) fn not_found(&self, id: &str) -> Reply {
        let text = format!(
            "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );
        error(self.request, 404, "Request_ResourceNotFound", &text)
    }

    pub(crate) fn not_allowed(&self) -> Reply {
        let text = format!(
            "Specified HTTP method '{}' is not allowed for the request target.",
            self.method()
        );
        error(self.request, 405, "Request_BadRequest", &text)
    }

    /// One thing, with what was selected of it.
    pub(crate) fn one(&self, status: u16, shape: &Shape, row: Value) -> Answered {
        let query = Query::read(self, shape)?;
        let mut row = query.project(shape, row);
        if let Some(row) = row.as_object_mut() {
            row.insert(
                "@odata.context".to_owned(),
                json!(self.context(&format!("{}/$entity", shape.set))),
            );
        }
        Ok(Reply::json(status, &row))
    }

    /// A list whose rows are made one by one, so that a page is all that ever is in memory. `row`
    /// answers with nothing for a place that is empty.
    pub(crate) fn list(
        &mut self,
        shape: &Shape,
        places: usize,
        row: impl Fn(&Self, usize) -> Option<Value>,
    ) -> Answered {
        let query = Query::read(self, shape)?;
        let list = self.same_list();
        let start = match &query.token {
            None => 0,
            Some(token) => self.directory().pages.find(token, &list, self.now).ok_or_else(|| {
                let text = "The specified page token value has expired and can no longer be included in your request.";
                error(self.request, 400, "Directory_ExpiredPageToken", text)
            })?,
        };
        let size = query.top.unwrap_or(shape.usual_page);
        let mut rows = Vec::new();
        let mut at = start;
        // Now and then a page of a long list is empty and yet not the last.
        let pause =
            places > start + size && self.world.dice.between(0, 7) == 0 && query.token.is_some();
        while !pause && at < places && rows.len() < size {
            if let Some(found) = row(self, at).filter(|found| query.accepts(found)) {
                rows.push(query.project(shape, found));
            }
            at += 1;
        }
        let mut body = json!({"@odata.context": self.context(shape.set)});
        if query.count && query.token.is_none() {
            let all = (0..places).filter_map(|place| row(self, place));
            body["@odata.count"] = json!(all.filter(|found| query.accepts(found)).count());
        }
        body["value"] = Value::Array(rows);
        if at < places {
            let now = self.now;
            let (tenant, dice) = self.changing()?;
            let token = tenant.directory.pages.issue(dice, &list, at, now);
            body["@odata.nextLink"] = json!(self.next_link(&token));
        }
        Ok(Reply::json(200, &body))
    }

    /// What was asked, but for where in the list: a token is good for the same question only.
    fn same_list(&self) -> String {
        let mut text = format!("{} {}", self.caller.tenant, self.request.path);
        for (key, value) in self
            .request
            .query
            .iter()
            .filter(|(key, _)| key != "$skiptoken")
        {
            text.extend(["&", key, "=", value]);
        }
        text
    }

    fn next_link(&self, token: &str) -> String {
        let mut link = self.world.endpoints.graph.clone();
        link.set_path(&self.request.path);
        {
            let mut query = link.query_pairs_mut();
            for (key, value) in self
                .request
                .query
                .iter()
                .filter(|(key, _)| key != "$skiptoken")
            {
                query.append_pair(key, value);
            }
            query.append_pair("$skiptoken", token);
        }
        link.to_string()
    }

    /// An address of this same call with another query.
    pub(crate) fn link(&self, pairs: &[(&str, &str)]) -> String {
        let mut link = self.world.endpoints.graph.clone();
        link.set_path(&self.request.path);
        link.query_pairs_mut().extend_pairs(pairs);
        link.to_string()
    }

    pub(crate) fn context(&self, set: &str) -> String {
        format!("{}v1.0/$metadata#{set}", self.world.endpoints.graph)
    }
}
