//! New rows by COPY in its binary form, which the server takes in without parsing SQL or text.

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::super::Table;
use super::super::fault::fault;
use super::qualified;
use crate::error::ProjectionError;
use crate::sheet::{Sheet, Values};

/// Signature, no flags, no header extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Instead of a row's number of fields: there are no more rows.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// How a null is told from a value of no bytes.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// The binary form of jsonb begins with its version.
const JSONB_VERSION: u8 = 1;

pub(super) async fn copy(
    connection: &mut PgConnection,
    to: &Table,
    sheet: &Sheet,
) -> Result<(), ProjectionError> {
    let columns = to.columns(|name, _| name.to_owned());
    let sql = format!(
        "COPY {} (msp_id, id{columns}) FROM STDIN (FORMAT binary)",
        qualified(to)
    );
    let bytes = encode(sheet);
    let mut copy = connection.copy_in_raw(&sql).await.map_err(fault)?;
    if let Err(error) = copy.send(bytes).await {
        copy.abort("the rows could not be sent").await.ok();
        return Err(fault(error));
    }
    copy.finish().await.map_err(fault)?;
    Ok(())
}

fn encode(sheet: &Sheet) -> Vec<u8> {
    // A declared row has a handful of columns.
    let fields = i16::try_from(sheet.columns.len() + 2).unwrap_or(i16::MAX);
    let mut out = Vec::with_capacity(HEADER.len() + sheet.len() * 192);
    out.extend_from_slice(HEADER);
    for (row, (msp, id)) in sheet.msps.iter().zip(&sheet.ids).enumerate() {
        out.extend_from_slice(&fields.to_be_bytes());
        put_uuid(&mut out, Some(*msp));
        put_uuid(&mut out, Some(*id));
        for column in &sheet.columns {
            put(&mut out, column, row);
        }
    }
    out.extend_from_slice(&TRAILER);
    out
}

fn put(out: &mut Vec<u8>, column: &Values, row: usize) {
    match column {
        Values::Uuid(values) => put_uuid(out, values.get(row).copied().flatten()),
        Values::Integer(values) => {
            let value = values.get(row).copied().flatten();
            put_bytes(out, value.map(i64::to_be_bytes).as_ref().map(|b| &b[..]));
        }
        Values::Bool(values) => {
            let value = values.get(row).copied().flatten();
            put_bytes(
                out,
                value.map(|yes| [u8::from(yes)]).as_ref().map(|b| &b[..]),
            );
        }
        Values::Text(values) => {
            let value = values.get(row).and_then(Option::as_ref);
            put_bytes(out, value.map(String::as_bytes));
        }
        Values::List(values) => match values.get(row).and_then(Option::as_ref) {
            None => out.extend_from_slice(&NULL),
            Some(json) => {
                put_length(out, json.len() + 1);
                out.push(JSONB_VERSION);
                out.extend_from_slice(json.as_bytes());
            }
        },
    }
}

fn put_uuid(out: &mut Vec<u8>, value: Option<Uuid>) {
    put_bytes(out, value.as_ref().map(|id| &id.as_bytes()[..]));
}

fn put_bytes(out: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        None => out.extend_from_slice(&NULL),
        Some(bytes) => {
            put_length(out, bytes.len());
            out.extend_from_slice(bytes);
        }
    }
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    // An event has 64 KiB at most, and so has what a row takes from it.
    out.extend_from_slice(&i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes());
}
