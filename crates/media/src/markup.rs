//! Which kind of text is this? Markup that browsers run is told from text that they show.

/// The type of a text. `name` is that of its file, which tells kinds of plain text apart, and nothing else.
pub(crate) fn type_of(text: &str, is_whole: bool, name: &str) -> &'static str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if let Some(type_) = markup(text) {
        return type_;
    }
    if let Some(type_) = json(text, is_whole) {
        return type_;
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        Some("csv") => "text/csv",
        Some("tsv" | "tab") => "text/tab-separated-values",
        Some("md" | "markdown") => "text/markdown",
        _ => separated(text).unwrap_or("text/plain"),
    }
}

/// The type of markup; `None` if the text is none. What a browser would take for HTML is HTML.
fn markup(text: &str) -> Option<&'static str> {
    const HTML: [&str; 29] = [
        "!doctype html",
        "html",
        "head",
        "body",
        "script",
        "iframe",
        "style",
        "title",
        "h1",
        "h2",
        "h3",
        "div",
        "font",
        "table",
        "a",
        "b",
        "br",
        "p",
        "form",
        "meta",
        "link",
        "img",
        "base",
        "frameset",
        "object",
        "embed",
        "ul",
        "span",
        "section",
    ];
    let mut rest = text;
    let mut is_xml = false;
    // What stands before the first element: declarations, comments, a document type.
    for _ in 0..100 {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<?") {
            is_xml |= after.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("xml"));
            rest = after.split_once("?>").map_or("", |(_, rest)| rest);
        } else if let Some(after) = rest.strip_prefix("<!--") {
            match after.split_once("-->") {
                Some((_, later)) if later.trim_start().starts_with('<') => rest = later,
                // A browser takes a comment at the beginning for HTML.
                _ => return Some(if is_xml { "application/xml" } else { "text/html" }),
            }
        } else if rest.get(..2) == Some("<!") && !starts_with_word(&rest[1..], "!doctype html") {
            let is_svg = rest.get(..60).unwrap_or(rest).to_lowercase().contains("svg");
            if is_svg {
                return Some("image/svg+xml");
            }
            // The subset within a document type has angle brackets of its own.
            let end = match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => rest.find("]>").map(|at| at + 2),
                (_, close) => close.map(|at| at + 1),
            };
            is_xml = true;
            rest = end.map_or("", |end| &rest[end..]);
        } else {
            break;
        }
    }
    let Some(element) = rest.strip_prefix('<') else { return is_xml.then_some("application/xml") };
    let local = |name: &str| {
        let end =
            element.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(element.len());
        let full = &element[..end];
        full.rsplit(':').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
    };
    if local("svg") {
        return Some("image/svg+xml");
    }
    if HTML.iter().any(|tag| starts_with_word(element, tag)) || local("html") {
        return Some(if is_xml { "application/xhtml+xml" } else { "text/html" });
    }
    is_xml.then_some("application/xml")
}

/// Whether a text begins with a word, whatever its case, and the word ends there.
fn starts_with_word(text: &str, word: &str) -> bool {
    let beginning = text.get(..word.len());
    beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
        && text[word.len()..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'))
}

/// The type of JSON, or of lines of JSON; `None` if the text is neither.
fn json(text: &str, is_whole: bool) -> Option<&'static str> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let end = |text: &str| {
        // Brackets that are not in strings.
        let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_string => is_escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                0..=8 | 14..=31 => return None,
                _ => {}
            }
        }
        None
    };
    let looks_right = || {
        let second = text[1..].trim_start().chars().next();
        second.is_none_or(|c| matches!(c, '"' | '{' | '[' | '}' | ']' | '-' | '0'..='9' | 't' | 'f' | 'n'))
    };
    match end(text) {
        Some(end) if text[end..].trim().is_empty() && looks_right() => Some("application/json"),
        Some(end) if text[end..].trim_start().starts_with('{') && text.starts_with('{') => {
            Some("application/x-ndjson")
        }
        None if !is_whole && looks_right() => Some("application/json"),
        _ => None,
    }
}

/// The type of lines that have the same number of separators each; `None` if they do not.
fn separated(text: &str) -> Option<&'static str> {
    const LOOKED_AT: usize = 20;
    let lines: Vec<&str> = text.lines().take(LOOKED_AT).collect();
    // The last line may be cut off.
    let lines = if lines.len() > 2 { &lines[..lines.len() - 1] } else { &lines[..] };
    if lines.len() < 2 || lines.iter().any(|line| line.contains('"')) {
        return None;
    }
    for (separator, type_) in [('\t', "text/tab-separated-values"), (';', "text/csv"), (',', "text/csv")] {
        let count = |line: &str| line.matches(separator).count();
        let first = count(lines[0]);
        if first > 0 && lines.iter().all(|line| count(line) == first) {
            return Some(type_);
        }
    }
    None
}
