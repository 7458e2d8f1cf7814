-- For wrk: sends the bodies of a file in turn; "@@" in a body becomes a text that never comes twice.
-- BODIES: a file with one body per line, empty for GET. HEADERS: "name: value" lines. UNIQUE: start of such a text.
local bodies, requests, sent = {}, {}, 0
local unique = os.getenv("UNIQUE")
for line in os.getenv("HEADERS"):gmatch("[^\n]+") do
  local name, value = line:match("^(.-):%s*(.*)$")
  wrk.headers[name] = value
end

function init()
  local path = os.getenv("BODIES")
  if path == "" then
    requests[1] = wrk.format("GET")
    return
  end
  for body in io.lines(path) do
    bodies[#bodies + 1] = body
    if not body:find("@@", 1, true) then requests[#requests + 1] = wrk.format("POST", nil, nil, body) end
  end
end

function request()
  sent = sent + 1
  if #requests > 0 then return requests[(sent - 1) % #requests + 1] end
  local body = bodies[(sent - 1) % #bodies + 1]:gsub("@@", unique .. sent)
  return wrk.format("POST", nil, nil, body)
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
