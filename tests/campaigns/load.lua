-- Asks for the addresses of a list in turn, as browsers do, and tells the figures as JSON.
local addresses, next_one = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    addresses[#addresses + 1] = line
  end
  next_one = math.random(#addresses)
  wrk.headers["Accept-Encoding"] = "gzip, br"
end

function request()
  next_one = next_one % #addresses + 1
  return wrk.format("GET", addresses[next_one])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.3f, "megabytes": %.1f, "p50": %.3f, "p99": %.3f, "longest": %.3f, ' ..
      '"refused": %d, "broken": %d, "failed": %d, "late": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes / 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, errors.connect, errors.read + errors.write, errors.status,
    errors.timeout))
end
