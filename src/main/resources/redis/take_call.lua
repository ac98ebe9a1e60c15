-- take_call: counts a call for an API key and its team, each within a minute that begins with its
-- first one, unless one of them has had too many: then for neither.
--
-- KEYS[1]  root of the counters of a team, all in one slot:
--   <root>:team      string  how many calls of the team began; lives for the minute
--   <root>:key:<id>  string  the same of one of its API keys
-- ARGV[1]  whom to count for, and how many may begin: 'key:<id> <n> team <n>', or one of the two
-- ARGV[2]  length of the minute, milliseconds
-- ARGV[3]  1 to count; 0 only to look
--
-- Answers for each, in that order: 1 if it had room, else 0; how many are counted; milliseconds until it
-- starts anew, below 0 where nothing is counted.

local counters, counting = {}, ARGV[3] == '1'
for name, most in string.gmatch(ARGV[1], '(%S+) (%d+)') do
  local counter = KEYS[1] .. ':' .. name
  local count = tonumber(redis.call('GET', counter) or '0')
  local hadRoom = count < tonumber(most)
  counting = counting and hadRoom
  counters[#counters + 1] = { name = counter, count = count, hadRoom = hadRoom }
end

local answer = {}
for _, counter in ipairs(counters) do
  if counting then
    redis.call('INCR', counter.name)
    if counter.count == 0 then
      redis.call('PEXPIRE', counter.name, ARGV[2])
    end
    counter.count = counter.count + 1
  end
  local length = #answer
  answer[length + 1], answer[length + 2] = counter.hadRoom and 1 or 0, counter.count
  answer[length + 3] = redis.call('PTTL', counter.name)
end
return answer
