//! `/users/{id}/photo`: every other person has one.

use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::users;
use crate::wire::Reply;
use serde_json::json;

/// The smallest picture there is.
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0,
    0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];
const SIZES: [&str; 7] = [
    "48x48", "64x64", "96x96", "120x120", "240x240", "360x360", "432x432",
];
const READ: [&str; 3] = [
    "ProfilePhoto.Read.All",
    "User.Read.All",
    "User.ReadWrite.All",
];

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["users", id, "photo"]) => described(ask, id),
        ("GET", ["users", id, "photo", "$value"]) => picture(ask, id),
        ("GET", ["users", id, "photos", size, "$value"]) if SIZES.contains(size) => {
            picture(ask, id)
        }
        _ => return None,
    })
}

/// The tag of the picture, of whoever has one.
fn tag(ask: &Ask<'_>, id: &str) -> Result<String, Reply> {
    ask.needs(&READ)?;
    let number = users::find(ask, id)?;
    if number % 2 == 1 {
        return Err(ask.refuse(404, "ImageNotFound", "The photo wasn't found."));
    }
    Ok(format!(
        "\"{:016X}\"",
        ask.directory().crowd.draw("photo", number, usize::MAX)
    ))
}

fn described(ask: &Ask<'_>, id: &str) -> Answered {
    let tag = tag(ask, id)?;
    let row = json!({
        "@odata.context": ask.context(&format!("users('{id}')/photo/$entity")),
        "@odata.mediaContentType": "image/png",
        "@odata.mediaEtag": tag,
        "id": "1x1",
        "width": 1,
        "height": 1,
    });
    Ok(Reply::json(200, &row).header("ETag", tag))
}

fn picture(ask: &Ask<'_>, id: &str) -> Answered {
    let tag = tag(ask, id)?;
    if ask.request.header("if-none-match") == Some(tag.as_str()) {
        return Ok(Reply::empty(304).header("ETag", tag));
    }
    Ok(Reply::empty(200)
        .header("Content-Type", "image/png")
        .header("ETag", tag)
        .body(PICTURE))
}
