//! No two files of a crate import each other in a circle. Between crates Cargo refuses circles itself.
//!
//! The tests read the code as text. They resolve each `use` line and each path that begins with `crate::` or
//! `super::` to the file of the longest module path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Module = Vec<String>;
/// The text of each module's file.
type Sources = BTreeMap<Module, String>;

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crates = std::fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let mut files = 0;
    for folder in crates.chain([root]) {
        let mut sources = Sources::new();
        read(&folder.join("src"), &[], &mut sources);
        files += sources.len();
        assert_eq!(circle(&sources), None, "a circle of files in {}", folder.display());
    }
    assert!(files > 150, "only {files} files were read");
}

/// The order of the crates as docs/architecture.md draws it. Cargo refuses circles, and this test refuses arrows
/// upwards.
#[test]
fn crates_depend_on_those_below_them_only() {
    let allowed: [(&str, &[&str]); 10] = [
        ("media", &[]),
        ("values", &[]),
        ("schema", &["values"]),
        ("model", &["values", "schema"]),
        ("records", &["values", "schema", "model"]),
        ("exchange", &["values", "model", "records"]),
        ("ask", &["values", "model"]),
        ("access", &["values", "model", "ask"]),
        ("query", &["values", "model", "ask"]),
        ("sql", &["values", "model", "ask"]),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let known: BTreeSet<String> = allowed.iter().map(|(name, _)| (*name).to_owned()).collect();
    let entries = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name());
    let found: BTreeSet<String> = entries.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(found, known, "crates without a place in the order");
    for (name, below) in allowed {
        let manifest = std::fs::read_to_string(root.join(name).join("Cargo.toml")).unwrap();
        let normal = manifest.split("[dev-dependencies]").next().unwrap();
        let names: BTreeSet<&str> = normal
            .lines()
            .filter_map(|line| line.strip_prefix("dyntables_")?.split(['.', ' ']).next())
            .collect();
        assert!(names.iter().all(|other| below.contains(other)), "{name} depends on {names:?}");
        let names_schema_library = normal.lines().any(|line| line.starts_with("jsonschema."));
        assert_eq!(names_schema_library, name == "schema", "jsonschema in {name}");
    }
}

#[test]
fn a_circle_is_found() {
    let source = |name: &str, text: &str| (vec![name.to_owned()], text.to_owned());
    let mut sources = Sources::from([
        source("a", "use std::fmt;\nuse crate::b::{B, inner::{self, C}};"),
        source("b", "//! use crate::a::A;\nfn f() { super::c::g() }"),
        source("c", "pub fn g() {}"),
    ]);
    assert_eq!(circle(&sources), None);
    sources.insert(vec!["c".into()], "pub use crate::a::{\n    A,\n};".into());
    assert_eq!(circle(&sources), Some("a -> b -> c -> a".to_owned()));
}

/// Reads the modules of a folder. `mod.rs` and `lib.rs` belong to the folder's own module.
fn read(folder: &Path, module: &[String], sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut inner = module.to_vec();
        if path.is_dir() {
            inner.push(name);
            read(&path, &inner, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
            if name != "mod" && name != "lib" {
                inner.push(name);
            }
            sources.insert(inner, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The first circle, as `a -> b -> a`.
fn circle(sources: &Sources) -> Option<String> {
    let arrows: BTreeMap<&Module, BTreeSet<&Module>> =
        sources.iter().map(|(module, text)| (module, imports(sources, module, text))).collect();
    let mut done = BTreeSet::new();
    sources.keys().find_map(|start| visit(start, &arrows, &mut Vec::new(), &mut done))
}

fn visit<'a>(
    module: &'a Module,
    arrows: &BTreeMap<&'a Module, BTreeSet<&'a Module>>,
    path: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
) -> Option<String> {
    if let Some(at) = path.iter().position(|known| *known == module) {
        let names: Vec<String> = path[at..].iter().chain([&module]).map(|module| module.join("::")).collect();
        return Some(names.join(" -> "));
    }
    if !done.contains(module) {
        path.push(module);
        if let Some(found) = arrows[module].iter().find_map(|next| visit(next, arrows, path, done)) {
            return Some(found);
        }
        path.pop();
        done.insert(module);
    }
    None
}

/// The files that a file imports from. The root does not count, because every file may import it.
fn imports<'a>(sources: &'a Sources, module: &Module, text: &str) -> BTreeSet<&'a Module> {
    // A file's tests may import anything.
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("use ") {
        if at == 0 || !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            expand(code[at + 4..].split(';').next().unwrap_or_default(), "", &mut paths);
        }
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let path = code[at..].split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next();
            paths.extend(path.map(ToOwned::to_owned));
        }
    }
    let target = |path: &String| {
        let mut steps: Module = path.split("::").map(ToOwned::to_owned).collect();
        let mut full = match steps.remove(0).as_str() {
            "crate" => Vec::new(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            _ => return None,
        };
        full.extend(steps);
        (1..=full.len()).rev().find_map(|length| sources.get_key_value(&full[..length].to_vec()))
    };
    paths.iter().filter_map(target).map(|(target, _)| target).filter(|target| *target != module).collect()
}

/// Adds the paths of a `use` tree.
fn expand(tree: &str, prefix: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((start, rest)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{}", tree.split(" as ").next().unwrap_or_default()));
        return;
    };
    let prefix = format!("{prefix}{}", start.trim());
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[from..at].trim().is_empty() {
                    expand(&inner[from..at], &prefix, paths);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}
