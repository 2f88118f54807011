//! Commands to customers, and who gives them.

use tenantry_domain::customer::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
    TagCustomer, UntagCustomer,
};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, Source, StreamId};
use tenantry_domain::text::{CustomerName, Reason, Tag};
use tenantry_engine::commands::{Context, Request};
use uuid::Uuid;

pub fn register(name: &str) -> CustomerCommand {
    CustomerCommand::Register(RegisterCustomer {
        name: self::name(name),
        origin: CustomerOrigin::Entered,
    })
}

pub fn rename(name: &str) -> CustomerCommand {
    CustomerCommand::Rename(RenameCustomer {
        name: self::name(name),
    })
}

pub fn tag(tag: &str) -> CustomerCommand {
    CustomerCommand::Tag(TagCustomer {
        tag: self::label(tag),
    })
}

pub fn untag(tag: &str) -> CustomerCommand {
    CustomerCommand::Untag(UntagCustomer {
        tag: self::label(tag),
    })
}

pub fn archive() -> CustomerCommand {
    CustomerCommand::Archive(ArchiveCustomer { reason: None })
}

pub fn archive_because(reason: &str) -> CustomerCommand {
    let reason = Reason::new(reason).unwrap_or_else(|error| panic!("{error}"));
    CustomerCommand::Archive(ArchiveCustomer {
        reason: Some(reason),
    })
}

fn name(text: &str) -> CustomerName {
    CustomerName::new(text).unwrap_or_else(|error| panic!("{error}"))
}

fn label(text: &str) -> Tag {
    Tag::new(text).unwrap_or_else(|error| panic!("{error}"))
}

/// A person, signed in, at the API.
pub fn ada() -> Context {
    Context::new(Actor::user("ada"), Source::Api)
}

/// Ada asks this of one customer, under a key.
pub fn ask(
    msp: MspId,
    id: &str,
    command: CustomerCommand,
    key: impl Into<String>,
) -> Request<Customer> {
    Request {
        msp,
        id: id.to_owned(),
        command,
        context: ada().with_key(key),
    }
}

/// The stream of one customer.
pub fn stream(id: &str) -> StreamId {
    StreamId::new("customer", id)
}

pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}
