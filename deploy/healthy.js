// The image's health check: an API answers on PORT, a worker on METRICS_PORT where that is set.
const ports = [process.env['METRICS_PORT'], process.env['PORT'] || '3000'].filter(Boolean);

const answers = ports.map(async (port) => {
  const { ok } = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(2_000) });
  if (!ok) throw new Error(`/livez on ${port} is not well`);
});
process.exitCode = await Promise.any(answers).then(
  () => 0,
  () => 1,
);
