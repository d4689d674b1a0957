//! Which columns does a file bring with it? They are inferred, unless the options say what they are.

use dyntables_exchange::{File, InferOptions, Inferred, infer};
use dyntables_model::column::Column;
use dyntables_model::table::{TableOptions, check_name, slug_taken};
use dyntables_values::Error;
use dyntables_values::error::Within;
use dyntables_values::text::Object;
use serde_json::{Value, json};

use crate::catalog::cache;
use crate::run::columns::{self, Adding};
use crate::run::import::mapping::Headers;
use crate::run::import::options::{ImportOptions, Target};
use crate::run::import::report::Report;
use crate::run::tables::{self, Made};

/// Makes a table for a file, with a column for each header that is not left out.
pub fn table(
    name: &str,
    file: &mut File<'_>,
    options: &mut ImportOptions,
    report: &mut Report,
) -> Result<(), Error> {
    let name = check_name(name)?;
    let inferred = infer(file, &how(options))?.columns;
    let mut documents = Vec::new();
    for (inferred, header) in inferred.iter().zip(file.headers()) {
        if let Some(document) = wanted(inferred, options) {
            let key = document["key"].as_str().unwrap_or_default().to_owned();
            options.columns.insert(header.clone(), Target::Column(key));
            documents.push(Value::Object(document));
        }
    }
    file.rewind()?;
    let made = tables::create(&name, TableOptions::parse(&json!({"columns": documents}), true)?)?;
    match made {
        Made::New(definition) => {
            report.columns_created = definition.table.columns.iter().map(Column::to_document).collect();
            Ok(())
        }
        Made::Known(slug) => Err(slug_taken(&slug)),
    }
}

/// Adds columns for the headers that a table has none for.
pub fn columns(
    name: &str,
    file: &mut File<'_>,
    options: &mut ImportOptions,
    report: &mut Report,
) -> Result<(), Error> {
    let unknown = Headers::resolve(&cache::peek(name)?.table, file.headers(), options)?.unknown;
    if unknown.is_empty() {
        return Ok(());
    }
    let inferred = infer(file, &how(options))?.columns;
    for at in unknown {
        let header = file.headers()[at].clone();
        let Some(document) = wanted(&inferred[at], options) else { continue };
        let column = Column::from_document(&Value::Object(document)).within(&header).within("columns")?;
        report.columns_created.push(columns::add(name, &column, Adding::default())?);
        options.columns.insert(header, Target::Column(column.key.to_string()));
    }
    file.rewind()
}

/// The document of the column for a header; `None` if it is left out.
fn wanted(inferred: &Inferred, options: &ImportOptions) -> Option<Object> {
    let Value::Object(mut document) = inferred.document() else { return None };
    match options.columns.get(&inferred.header) {
        None => {}
        Some(Target::LeftOut) => return None,
        Some(Target::Column(key)) => {
            document.insert("key".to_owned(), json!(key));
        }
        Some(Target::Made(fields)) => {
            // The inferred config belongs to the inferred type.
            if fields.contains_key("type") {
                document.remove("config");
            }
            document.extend(fields.clone());
        }
    }
    Some(document)
}

/// How the columns of a file are inferred: texts are read as its import reads them.
pub fn how(options: &ImportOptions) -> InferOptions {
    InferOptions { reading: options.cast.reading.clone().unwrap_or_default(), ..InferOptions::default() }
}
