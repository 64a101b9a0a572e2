//! A thread that owns what cannot be shared between threads, and does with it what others ask, in order.

use tokio::sync::{mpsc, oneshot};

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// Access to the thread's possession. The thread ends with the last of them.
pub struct Host<T> {
    jobs: mpsc::UnboundedSender<Job<T>>,
}

impl<T> Clone for Host<T> {
    fn clone(&self) -> Self {
        Self {
            jobs: self.jobs.clone(),
        }
    }
}

impl<T: 'static> Host<T> {
    /// Starts a thread that owns what `make` makes there.
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
                // Nobody listens only if nobody wants it any more.
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

    /// Has the thread do something. `None` if it has died of a defect.
    pub async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Option<R> {
        let (report, done) = oneshot::channel();
        let job = move |owned: &mut T| {
            // Nobody listens if the client has hung up; the job is done nevertheless.
            let _ = report.send(job(owned));
        };
        self.jobs.send(Box::new(job)).ok()?;
        done.await.ok()
    }
}
