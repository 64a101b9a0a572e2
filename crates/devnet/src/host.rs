// SPDX-License-Identifier: MIT OR Apache-2.0
//! A thread that owns a value and runs the jobs of other threads on it, one after the other.

use tokio::sync::{mpsc, oneshot};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// A handle to the thread. The thread ends when the last handle is dropped.
pub struct Host<T> {
    jobs: mpsc::UnboundedSender<Job<T>>,
}

impl<T> Clone for Host<T> {
    fn clone(&self) -> Self {
        Self { jobs: self.jobs.clone() }
    }
}

impl<T: 'static> Host<T> {
    /// Starts a thread that owns the value that `make` returns.
    ///
    /// # Errors
    /// Those of `make`.
    pub async fn start<E: Send + 'static>(
        make: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<Self, E> {
        let (jobs, mut queue) = mpsc::unbounded_channel::<Job<T>>();
        let (report, made) = oneshot::channel();
        std::thread::spawn(move || {
            let mut owned = match make() {
                Ok(owned) => owned,
                // The receiver is gone only if `start` was cancelled.
                Err(error) => return drop(report.send(Err(error))),
            };
            if report.send(Ok(())).is_err() {
                return;
            }
            while let Some(job) = queue.blocking_recv() {
                job(&mut owned);
            }
        });
        made.await.expect("the thread reports")?;
        Ok(Self { jobs })
    }

    /// Runs a job on the thread. Returns `None` if the thread has panicked.
    pub async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Option<R> {
        let (report, done) = oneshot::channel();
        let job = move |owned: &mut T| {
            // If the client has disconnected, the job runs anyway and its result is dropped.
            let _ = report.send(job(owned));
        };
        self.jobs.send(Box::new(job)).ok()?;
        done.await.ok()
    }
}
