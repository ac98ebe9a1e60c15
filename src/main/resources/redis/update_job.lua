-- update_job: changes a job, unless it has ended.
--
-- KEYS[1]  hash of the job
-- ARGV[1]  JSON object of strings: the fields to set, 'state' among them
--
-- Answers, in the order tried: unknown; ended; done

local state = redis.call('HGET', KEYS[1], 'state')
if not state then
  return 'unknown'
end
if state == 'delivered' or state == 'failed' or state == 'lost' then
  return 'ended'
end
for name, value in pairs(cjson.decode(ARGV[1])) do
  redis.call('HSET', KEYS[1], name, value)
end
return 'done'
