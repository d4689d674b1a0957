//! How far is a long command? PostgreSQL's own reports of the progress of COPY say it, which other sessions read while the
//! transaction is open: `pg_stat_progress_copy`, and `dt.progress`, which knows ours by a mark.

use pgrx::pg_sys;

/// Which command reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Records come out of a file.
    Import,
    /// Records go into a file.
    Export,
}

/// The place of our mark among the twenty numbers of a report, of which COPY uses the first seven. It is 1 or 2.
const MARK: i32 = 19;

/// A report, which ends with this value.
pub struct Progress {
    command: Command,
    relation: pg_sys::Oid,
    bytes_total: i64,
}

/// How far a command is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reached {
    /// Bytes read or written.
    pub bytes: u64,
    /// Records imported or exported.
    pub records: u64,
    /// Records left out.
    pub skipped: u64,
}

impl Progress {
    /// Begins a report about a storage table. `bytes_total` is 0 if it is not known.
    pub fn start(command: Command, relation: pg_sys::Oid, bytes_total: u64) -> Self {
        let progress =
            Progress { command, relation, bytes_total: i64::try_from(bytes_total).unwrap_or(i64::MAX) };
        progress.report(Reached::default());
        progress
    }

    /// Reports. The end of a subtransaction that failed has ended the report, so it is begun anew.
    pub fn report(&self, reached: Reached) {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let (copy, mark) = match self.command {
            Command::Import => (pg_sys::PROGRESS_COPY_COMMAND_FROM, 1),
            Command::Export => (pg_sys::PROGRESS_COPY_COMMAND_TO, 2),
        };
        let values = [
            (pg_sys::PROGRESS_COPY_BYTES_PROCESSED as i32, number(reached.bytes)),
            (pg_sys::PROGRESS_COPY_BYTES_TOTAL as i32, self.bytes_total),
            (pg_sys::PROGRESS_COPY_TUPLES_PROCESSED as i32, number(reached.records)),
            (pg_sys::PROGRESS_COPY_TUPLES_EXCLUDED as i32, number(reached.skipped)),
            (pg_sys::PROGRESS_COPY_COMMAND as i32, i64::from(copy)),
            (pg_sys::PROGRESS_COPY_TYPE as i32, i64::from(pg_sys::PROGRESS_COPY_TYPE_CALLBACK)),
            (MARK, mark),
        ];
        let places = values.map(|(place, _)| place);
        let numbers = values.map(|(_, number)| number);
        // SAFETY: writes into this backend's own entry of shared memory; as many places as numbers, each below 20.
        unsafe {
            pg_sys::pgstat_progress_start_command(
                pg_sys::ProgressCommandType::PROGRESS_COMMAND_COPY,
                self.relation,
            );
            pg_sys::pgstat_progress_update_multi_param(
                values.len() as i32,
                places.as_ptr(),
                numbers.as_ptr(),
            );
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // SAFETY: resets this backend's own entry of shared memory, whether there is a report or not.
        unsafe { pg_sys::pgstat_progress_end_command() }
    }
}
