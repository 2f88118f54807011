//! A table of text that comes piece by piece.

use csv_core::{ReadRecordResult, Reader};
use std::collections::VecDeque;

/// A row longer than this is no row of a report.
const LONGEST: usize = 64 * 1024;

/// Turns pieces into rows; a row may begin in one piece and end in another.
pub(super) struct Rows {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    text_used: usize,
    ends_used: usize,
    ready: VecDeque<Vec<String>>,
    began: bool,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}

/// A row that cannot be one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Rows {
    pub(super) fn new() -> Self {
        Self {
            reader: Reader::new(),
            text: vec![0; 1024],
            ends: vec![0; 64],
            text_used: 0,
            ends_used: 0,
            ready: VecDeque::new(),
            began: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Vec<String>> {
        self.ready.pop_front()
    }

    /// The next piece; an empty one is the end.
    pub(super) fn feed(&mut self, mut piece: &[u8]) -> Result<(), TooLong> {
        if !self.began && !piece.is_empty() {
            self.began = true;
            piece = piece.strip_prefix(b"\xef\xbb\xbf").unwrap_or(piece);
        }
        loop {
            let (outcome, read, wrote, ended) = self.reader.read_record(
                piece,
                &mut self.text[self.text_used..],
                &mut self.ends[self.ends_used..],
            );
            piece = &piece[read..];
            self.text_used += wrote;
            self.ends_used += ended;
            match outcome {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(()),
                ReadRecordResult::OutputFull if self.text.len() >= LONGEST => return Err(TooLong),
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= LONGEST => {
                    return Err(TooLong);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => self.finish(),
            }
        }
    }

    fn finish(&mut self) {
        let mut start = 0;
        let mut row = Vec::with_capacity(self.ends_used);
        for end in &self.ends[..self.ends_used] {
            row.push(String::from_utf8_lossy(&self.text[start..*end]).into_owned());
            start = *end;
        }
        (self.text_used, self.ends_used) = (0, 0);
        self.ready.push_back(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> Vec<Vec<String>> {
        let mut rows = Rows::new();
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            rows.feed(piece).unwrap();
        }
        rows.feed(b"").unwrap();
        std::iter::from_fn(|| rows.next()).collect()
    }

    #[test]
    fn quotes_commas_and_marks() {
        let text = "\u{feff}a,b\r\n\"x, \"\"y\"\"\",2\r\n\"line\nbreak\",\n";
        let rows = read(&[text.as_bytes()]);
        assert_eq!(rows, [["a", "b"], ["x, \"y\"", "2"], ["line\nbreak", ""]]);
    }

    #[test]
    fn a_row_without_an_end_of_its_own_counts_and_an_endless_one_does_not() {
        assert_eq!(read(&[b"a,b\n1,2"]), [["a", "b"], ["1", "2"]]);
        let mut rows = Rows::new();
        let outcome = (0..200).try_for_each(|_| rows.feed(&[b'x'; 1024]));
        assert_eq!(outcome, Err(TooLong));
    }

    proptest! {
        #[test]
        fn where_the_pieces_end_does_not_matter(text in "[a-c,\"\n]{0,60}", cut in 0_usize..60) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            prop_assert_eq!(read(&[bytes]), read(&[&bytes[..cut], &bytes[cut..]]));
        }
    }
}
