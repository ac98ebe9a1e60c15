-- time.lua: what time it is for every script of the books, by the clock of Redis. Put in front of
-- books.lua.
--
-- Days and months are of UTC: 'YYYY-MM-DD', 'YYYY-MM'. A quarter is one of an hour, counted since 1970:
-- in every time zone, hours and days begin at one.

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + (time[2] - time[2] % 1000) / 1000
end

local now = milliseconds()

-- Numbers are written in full: left to itself, Redis may write 1000000000 as 1e+9.
local function whole(number)
  return string.format('%d', number)
end

local QUARTER = 900000
local DAY = 86400000

-- The day (UTC) of a time, by counting days in eras of 400 years that begin on 1 March.
local function date(time)
  local day = (time - time % DAY) / DAY + 719468
  local dayOfEra = day % 146097
  local leapDays = (dayOfEra - dayOfEra % 1460) / 1460
  leapDays = leapDays - (dayOfEra - dayOfEra % 36524) / 36524 + (dayOfEra == 146096 and 1 or 0)
  local days = dayOfEra - leapDays
  local yearOfEra = (days - days % 365) / 365
  local dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra - yearOfEra % 4) / 4 - (yearOfEra - yearOfEra % 100) / 100)
  local months = 5 * dayOfYear + 2
  local fromMarch = (months - months % 153) / 153
  local before = 153 * fromMarch + 2
  local number = fromMarch < 10 and fromMarch + 3 or fromMarch - 9
  local year = yearOfEra + (day - dayOfEra) / 146097 * 400 + (number <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02d', year, number, dayOfYear - (before - before % 5) / 5 + 1)
end

local today = date(now)
local thisMonth = string.sub(today, 1, 7)
local thisQuarter = whole((now - now % QUARTER) / QUARTER)
