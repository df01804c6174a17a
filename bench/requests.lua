-- Sends the requests of a file one after another and prints what they took, in microseconds.
-- wrk -s requests.lua URL -- FILE STATUS once|repeat START
-- FILE holds whole HTTP requests, a zero byte between them. STATUS is what each must answer. With `once` the thread
-- stops after the last request; otherwise the file starts again. START is the number of requests to skip at first.

local requests, position, verified, expected, once = {}, 0, false, 200, false
local threads = {}
answered, unexpected = 0, ""

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   local file = assert(io.open(args[1], "rb"))
   for text in file:read("*a"):gmatch("%Z+") do
      requests[#requests + 1] = text
   end
   file:close()
   expected, once, position = tonumber(args[2]), args[3] == "once", tonumber(args[4])
end

function request()
   local text = requests[position % #requests + 1]
   if verified then
      position = position + 1
   end
   verified = true -- the first call is wrk's own check of the script, and is not sent
   return text
end

function response(status, headers)
   answered = answered + 1
   if status ~= expected then
      unexpected = tostring(status)
   elseif (headers["Location"] or ""):find("/sign%-in/") then
      unexpected = "a redirect to the sign-in page"
   end
   if once and answered >= #requests then
      wrk.thread:stop()
   end
end

function done(summary, latency)
   local bad, errors = "", summary.errors
   for _, thread in ipairs(threads) do
      bad = bad .. thread:get("unexpected")
   end
   io.write(string.format(
      'window {"median": %d, "p95": %d, "count": %d, "failed": %d, "unexpected": "%s"}\n',
      latency:percentile(50), latency:percentile(95), summary.requests,
      errors.connect + errors.read + errors.write + errors.timeout, bad
   ))
end
