-- update_job: changes a job, unless it has ended, and tells those who wait for it.
--
-- KEYS[1]  hash of the job
-- ARGV[1]  JSON object of strings: the fields to set, 'state' among them
-- ARGV[2]  job id
-- ARGV[3]  channel on which changes are told
--
-- Answers, in the order tried: unknown; ended; done
--
-- After: where a client could see the difference the version is one higher, and the channel was told
-- "<id> <version> <state>". What is set to what it was changes nothing.

local state = redis.call('HGET', KEYS[1], 'state')
if not state then
  return 'unknown'
end
if state == 'delivered' or state == 'failed' or state == 'lost' then
  return 'ended'
end

-- From here it must succeed.
local fields = cjson.decode(ARGV[1])
local hidden = { sellerId = true, missingSince = true, answer = true }
local seen = false
for name, value in pairs(fields) do
  seen = seen or (not hidden[name] and redis.call('HGET', KEYS[1], name) ~= value)
  redis.call('HSET', KEYS[1], name, value)
end
if seen then
  local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
  redis.call('PUBLISH', ARGV[3], ARGV[2] .. ' ' .. string.format('%.0f', version) .. ' ' .. fields.state)
end
return 'done'
