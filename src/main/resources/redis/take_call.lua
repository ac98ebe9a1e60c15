-- take_call: counts a call within a minute that begins with the first one, unless there are too many.
--
-- KEYS[1]  string: how many calls began; lives for the minute
-- ARGV[1]  how many may begin
-- ARGV[2]  length of the minute, milliseconds
--
-- Answers 1 if the call was counted, else 0; how many were counted; milliseconds until it starts anew.

local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then
  return { 0, count, redis.call('PTTL', KEYS[1]) }
end
redis.call('INCR', KEYS[1])
if count == 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return { 1, count + 1, redis.call('PTTL', KEYS[1]) }
