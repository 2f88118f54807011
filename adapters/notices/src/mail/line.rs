//! The two directions of a conversation with a mail server: a line at a time, within limits.

use std::io;

use tenantry_domain::cloud::notices::{NoticeCause, NoticeFault};
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};

/// More than any server has to say at once.
const LONGEST: u64 = 4_096;
const MOST_LINES: usize = 100;

pub(super) trait Pipe: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Pipe for T {}

pub(super) struct Line(BufReader<Box<dyn Pipe>>);

/// What a server answered.
pub(super) struct Reply {
    pub(super) code: u16,
    /// What comes after the numbers, a line each.
    pub(super) lines: Vec<String>,
}

impl Reply {
    pub(super) fn is_good(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// In our words: a server's may repeat what it was told.
    pub(super) fn refused(&self, what: &'static str) -> NoticeFault {
        NoticeFault::new(NoticeCause::MailRefused, what).with_status(self.code)
    }

    /// Whether it names this extension.
    pub(super) fn offers(&self, extension: &str) -> bool {
        let words = |line: &String| line.split_whitespace().next().map(str::to_ascii_uppercase);
        self.lines
            .iter()
            .filter_map(words)
            .any(|it| it == extension)
    }

    /// Whether it signs people in this way.
    pub(super) fn signs_in_by(&self, way: &str) -> bool {
        self.lines.iter().any(|line| {
            let line = line.to_ascii_uppercase();
            let mut words = line.split([' ', '=']);
            words.next() == Some("AUTH") && words.any(|it| it == way)
        })
    }
}

impl Line {
    pub(super) fn new(pipe: Box<dyn Pipe>) -> Self {
        Self(BufReader::new(pipe))
    }

    /// What is beneath, when nothing more was said: what was said before TLS is nobody's word.
    pub(super) fn into_silent(self) -> Result<Box<dyn Pipe>, NoticeFault> {
        if self.0.buffer().is_empty() {
            return Ok(self.0.into_inner());
        }
        let detail = "the mail server speaks before it is asked";
        Err(NoticeFault::new(NoticeCause::MailRefused, detail))
    }

    pub(super) async fn say(&mut self, text: &str) -> Result<Reply, NoticeFault> {
        let pipe = self.0.get_mut();
        pipe.write_all(text.as_bytes())
            .await
            .map_err(|it| broken(&it))?;
        pipe.flush().await.map_err(|it| broken(&it))?;
        self.hear().await
    }

    pub(super) async fn hear(&mut self) -> Result<Reply, NoticeFault> {
        let mut lines = Vec::new();
        for _ in 0..MOST_LINES {
            let mut line = Vec::new();
            let mut limited = (&mut self.0).take(LONGEST);
            let read = limited.read_until(b'\n', &mut line).await;
            read.map_err(|it| broken(&it))?;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            let code = line.get(..3).and_then(|it| it.parse::<u16>().ok());
            let Some(code) = code.filter(|it| (200..600).contains(it)) else {
                return Err(strange());
            };
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(Reply { code, lines });
            }
        }
        Err(strange())
    }
}

fn strange() -> NoticeFault {
    let detail = "what answers there is no mail server";
    NoticeFault::new(NoticeCause::Unreachable, detail)
}

fn broken(error: &io::Error) -> NoticeFault {
    // TLS tells of certificates in the middle of reading.
    if error.to_string().contains("certificate") {
        return NoticeFault::new(NoticeCause::Untrusted, "");
    }
    NoticeFault::new(NoticeCause::Unreachable, "the mail server hung up")
}
